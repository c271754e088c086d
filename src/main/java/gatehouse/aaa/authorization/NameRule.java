package gatehouse.aaa.authorization;

import gatehouse.aaa.PeerIdentity;
import java.util.Optional;

/// How the name is found that AAA is asked about.
public sealed interface NameRule {
    /// The name, never empty and fit for a User-Name.
    ///
    /// @param eapIdentity who the peer said it is, in EAP; absent where EAP did not run
    /// @param userName    who AAA said it is (User-Name of the Access-Accept); absent where it did not say
    default String resolve(PeerIdentity ike, Optional<String> eapIdentity, Optional<String> userName)
            throws MangleException {
        return switch (this) {
            case Fixed(var name) -> AaaNames.fit(name, "a fixed name", ike.toString());
            case Mangled(var mangler) -> mangler.apply(ike, eapIdentity);
            case IkeIdentity() -> AaaNames.fit(ike.text(), "the IKE identity as it is", ike.toString());
            case UserName() ->
                    AaaNames.fit(
                            userName.or(() -> eapIdentity).orElse(ike.text()), "the user name as it is",
                            ike.toString());
        };
    }

    /// Always this one.
    record Fixed(String name) implements NameRule {}

    /// A part of the identity.
    record Mangled(NameMangler mangler) implements NameRule {}

    /// The IKE identity, as it is.
    record IkeIdentity() implements NameRule {}

    /// The name that AAA gave (User-Name of the Accept), or else the EAP identity; the IKE identity where EAP did not run.
    record UserName() implements NameRule {}
}
