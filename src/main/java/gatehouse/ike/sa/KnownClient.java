package gatehouse.ike.sa;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Clients that say who they are by a vendor ID ([VendorIds] has which), and what has to be known of them. The only table of this
/// kind: what depends on a client asks for a [Quirk], not for the client.
public enum KnownClient {
    /// It takes no rekey of a Child SA from a responder when it is behind a NAT, and no key exchange in one unless that is
    /// configured, even where a proposal without stands beside it (strongSwan documentation, Windows clients).
    WINDOWS("Windows", Quirk.REFUSES_CHILD_REKEY_BEHIND_NAT, Quirk.NO_CHILD_SECRECY),
    STRONGSWAN("strongSwan"),
    ANYCONNECT("Cisco AnyConnect"),
    FLEXVPN("Cisco FlexVPN");

    /// What a client does other than the RFC would have it.
    public enum Quirk {
        REFUSES_CHILD_REKEY_BEHIND_NAT,
        NO_CHILD_SECRECY
    }

    private final String text;
    private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);

    KnownClient(String text, Quirk... quirks) {
        this.text = text;
        this.quirks.addAll(List.of(quirks));
    }

    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /// For people.
    public String text() {
        return text;
    }
}
