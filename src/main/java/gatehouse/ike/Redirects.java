package gatehouse.ike;

import gatehouse.wire.RedirectTarget;
import java.util.Optional;

/// Whether newcomers are sent to another gateway (RFC 5685). Asked for each first message, so it answers at once.
public interface Redirects {
    /// Everybody is welcome.
    Redirects NONE = new Redirects() {
        @Override
        public Optional<RedirectTarget> elsewhere(Optional<RedirectTarget> from) {
            return Optional.empty();
        }

        @Override
        public boolean isDraining() {
            return false;
        }
    };

    /// Where a newcomer is to go instead.
    ///
    /// @param from the gateway that sent it here, if it says so: it is not sent back
    Optional<RedirectTarget> elsewhere(Optional<RedirectTarget> from);

    /// Whether nobody is let in any more.
    boolean isDraining();
}
