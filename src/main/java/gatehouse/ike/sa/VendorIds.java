package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The vendor IDs of a peer (RFC 7296, section 3.12), by name, and the client that they give away. The only table of such IDs.
/// They prove nothing: anybody can send them.
///
/// @param names  at most [#MOST], in the order received; of unknown ones the first octets in hexadecimal
/// @param client who it is, if one of them says so
public record VendorIds(List<String> names, Optional<KnownClient> client) {
    public static final VendorIds NONE = new VendorIds(List.of(), Optional.empty());
    /// A session keeps them as long as it lives, so there is a bound.
    static final int MOST = 12;
    private static final int SHOWN = 16;

    /// MD5 of the word: whoever sends it, and gets it back, cuts messages as Cisco did before RFC 7383.
    public static final Bytes FRAGMENTATION = Bytes.fromHex("4048b7d56ebce88525e7de7f00d6c2d3");

    private static final List<Known> TABLE = List.of(
            // A version follows, in four octets.
            hex("MS NT5 ISAKMPOAKLEY", "1e2b516905991c7d7c96fcbfb587e461", Form.VERSION, KnownClient.WINDOWS),
            hex("MS-Negotiation Discovery Capable", "fb1de3cdf341b7ea16b7e5be0855f120", Form.EXACT,
                    KnownClient.WINDOWS),
            hex("Vid-Initial-Contact", "26244d38eddb61b3172a36e3d0cfb819", Form.EXACT, KnownClient.WINDOWS),
            hex("strongSwan", "882fe56d6fd20dbc2251613b2ebe5beb", Form.EXACT, KnownClient.STRONGSWAN),
            text("CISCO-ANYCONNECT-EAP", Form.EXACT, KnownClient.ANYCONNECT),
            text("CISCO-ANYCONNECT-STRAP", Form.EXACT, KnownClient.ANYCONNECT),
            text("FLEXVPN-SUPPORTED", Form.EXACT, KnownClient.FLEXVPN),
            text("CISCO-DYNAMIC-ROUTE", Form.EXACT),
            text("CISCO-DELETE-REASON", Form.EXACT),
            // The mode may follow, in one octet.
            text("CISCO-GRE-MODE", Form.PREFIX),
            text("CISCO-NGE-LEVEL", Form.EXACT),
            text("CISCOVPN-REV-02", Form.EXACT),
            named("CISCO-COPYRIGHT", "CISCO(COPYRIGHT)&Copyright (c) 2009 Cisco Systems, Inc.", Form.EXACT),
            // MD5 of the word, and of the word with a version in place of the last two octets.
            new Known("FRAGMENTATION", FRAGMENTATION, Form.PREFIX, Optional.empty()),
            hex("CISCO-UNITY", "12f5f28c457168a9702d9fe274cc0100", Form.EXACT),
            hex("Altiga gateway", "1f07f70eaa6514d3b0fa96542a50", Form.PREFIX),
            hex("Altiga client", "f6f7efc7f5aeb8cb158cb9d094ba69e7", Form.EXACT),
            text("Gatehouse", Form.EXACT));

    /// What may stand behind the octets of the table.
    private enum Form {
        EXACT,
        PREFIX,
        VERSION
    }

    private record Known(String name, Bytes id, Form form, Optional<KnownClient> client) {
        boolean wrote(Bytes octets) {
            if (form == Form.EXACT) return octets.equals(id);
            return octets.length() >= id.length() && octets.slice(0, id.length()).equals(id);
        }

        String text(Bytes octets) {
            boolean versioned = form == Form.VERSION && octets.length() == id.length() + 4;
            return versioned ? name + " v" + octets.u32(id.length()) : name;
        }
    }

    /// Ours, for whoever wants to be known.
    public static Bytes own() {
        return Bytes.ofUtf8("Gatehouse");
    }

    public VendorIds {
        names = List.copyOf(names);
    }

    public static VendorIds of(List<Bytes> ids) {
        if (ids.isEmpty()) return NONE;
        var names = new ArrayList<String>(Math.min(ids.size(), MOST));
        Optional<KnownClient> client = Optional.empty();
        for (Bytes id : ids) {
            Optional<Known> known = known(id);
            if (names.size() < MOST) names.add(name(id, known));
            if (client.isEmpty()) client = known.flatMap(Known::client);
        }
        return new VendorIds(names, client);
    }

    private static String name(Bytes id, Optional<Known> found) {
        return found.map(known -> known.text(id)).orElseGet(() -> id.length() <= SHOWN
                ? id.hex()
                : id.slice(0, SHOWN).hex() + "... (" + id.length() + " octets)");
    }

    private static Optional<Known> known(Bytes id) {
        for (Known known : TABLE) {
            if (known.wrote(id)) return Optional.of(known);
        }
        return Optional.empty();
    }

    private static Known hex(String name, String id, Form form) {
        return new Known(name, Bytes.fromHex(id), form, Optional.empty());
    }

    private static Known hex(String name, String id, Form form, KnownClient client) {
        return new Known(name, Bytes.fromHex(id), form, Optional.of(client));
    }

    private static Known text(String name, Form form) {
        return named(name, name, form);
    }

    private static Known text(String name, Form form, KnownClient client) {
        return new Known(name, Bytes.ofUtf8(name), form, Optional.of(client));
    }

    private static Known named(String name, String id, Form form) {
        return new Known(name, Bytes.ofUtf8(id), form, Optional.empty());
    }
}
