package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.util.Optional;

/// Shows what is hidden in an attribute of one answer (RFC 2868, section 3.5).
interface Hidden {
    /// Where there is nothing to show it with.
    Hidden STAYS = _ -> Optional.empty();

    /// Where nothing is hidden, and there is no salt (RFC 9765, section 5.1).
    Hidden PLAIN = value -> Optional.of(Secret.copyOf(value));

    /// @param value salt and hidden octets
    Optional<Secret> reveal(Bytes value);
}
