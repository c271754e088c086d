package gatehouse.config;

import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoint;
import java.util.List;

/// A trust point, and what proves us under its authorities.
///
/// @param own a certificate of ours; empty if there is none
record TrustPointSettings(TrustPoint point, List<Credential> own) {
    TrustPointSettings {
        own = List.copyOf(own);
    }
}
