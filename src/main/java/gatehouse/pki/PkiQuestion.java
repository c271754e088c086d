package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.util.List;

/// Something about a client's certificates that somebody else has to be asked.
public sealed interface PkiQuestion {
    /// What are these?
    record Certificates(List<HashAndUrl> named) implements PkiQuestion {
        public Certificates {
            named = List.copyOf(named);
        }
    }

    /// Was something on this path revoked?
    ///
    /// @param inBand OCSP responses that came with it (RFC 4806)
    record Revoked(VerifiedPath path, List<Bytes> inBand) implements PkiQuestion {
        public Revoked {
            inBand = List.copyOf(inBand);
        }
    }
}
