package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Clients that say who they are by a vendor ID (RFC 7296, section 3.12), and what has to be known of them. The only table of
/// this kind: what depends on a client asks for a [Quirk], not for the client.
public enum KnownClient {
    /// It takes no rekey of a Child SA from a responder when it is behind a NAT, and no key exchange in one unless that is
    /// configured, even where a proposal without stands beside it (strongSwan documentation, Windows clients).
    WINDOWS("1e2b516905991c7d7c96fcbfb587e461", Quirk.REFUSES_CHILD_REKEY_BEHIND_NAT, Quirk.NO_CHILD_SECRECY),
    STRONGSWAN("882fe56d6fd20dbc2251613b2ebe5beb");

    /// What a client does other than the RFC would have it.
    public enum Quirk {
        REFUSES_CHILD_REKEY_BEHIND_NAT,
        NO_CHILD_SECRECY
    }

    private final Bytes vendorId;
    private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);

    KnownClient(String vendorId, Quirk... quirks) {
        this.vendorId = Bytes.fromHex(vendorId);
        this.quirks.addAll(List.of(quirks));
    }

    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /// Who sends one of these; a version may follow the ID.
    public static Optional<KnownClient> of(List<Bytes> vendorIds) {
        return Arrays.stream(values())
                .filter(client -> vendorIds.stream().anyMatch(client::wrote))
                .findFirst();
    }

    private boolean wrote(Bytes id) {
        return id.length() >= vendorId.length() && id.slice(0, vendorId.length()).equals(vendorId);
    }
}
