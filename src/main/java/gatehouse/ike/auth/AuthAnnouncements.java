package gatehouse.ike.auth;

import gatehouse.crypto.SignatureScheme;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.wire.AuthMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// By what a client may prove itself, in the words of RFC 9593. EAP is none of them: it is asked for by leaving AUTH out.
public final class AuthAnnouncements {
    private AuthAnnouncements() {}

    public static List<AuthAnnouncement> of(Set<RemoteMethod> remote) {
        var announcements = new ArrayList<AuthAnnouncement>();
        if (remote.contains(RemoteMethod.PRE_SHARED_KEY)) {
            announcements.add(AuthAnnouncement.of(AuthMethod.SHARED_KEY));
        }
        if (!remote.contains(RemoteMethod.CERTIFICATE)) return announcements;
        // Old ECDSA is named, old RSA is not: who reads this knows something better than SHA-1.
        for (AuthMethod old : List.of(AuthMethod.ECDSA_P256, AuthMethod.ECDSA_P384, AuthMethod.ECDSA_P521)) {
            announcements.add(AuthAnnouncement.of(old));
        }
        Arrays.stream(SignatureScheme.values())
                .filter(scheme -> scheme.oldAuthMethod().isEmpty())
                .map(scheme -> AuthAnnouncement.signature(scheme.algorithmIdentifier()))
                .forEach(announcements::add);
        return announcements;
    }
}
