package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.util.Optional;

/// Shows what is hidden in an attribute of one answer (RFC 2868, section 3.5).
interface Hidden {
    /// Where there is nothing to show it with.
    Hidden STAYS = _ -> Optional.empty();

    /// @param value salt and hidden octets
    Optional<Secret> reveal(Bytes value);
}
