package gatehouse.server;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.net.Addresses;
import java.util.Locale;

/// An IKE identity as somebody types it: with its kind before it, `fqdn:gate.example.org`, or without where it shows.
final class IdentityText {
    private IdentityText() {}

    static PeerIdentity parse(String text) {
        for (Kind kind : Kind.values()) {
            String prefix = kind + ":";
            if (text.toLowerCase(Locale.ROOT).startsWith(prefix) && text.length() > prefix.length()) {
                return new PeerIdentity(kind, text.substring(prefix.length()));
            }
        }
        if (isAddress(text)) return new PeerIdentity(Kind.ADDRESS, text);
        if (text.contains("=")) return new PeerIdentity(Kind.DN, text);
        return new PeerIdentity(text.contains("@") ? Kind.EMAIL : Kind.FQDN, text);
    }

    private static boolean isAddress(String text) {
        try {
            Addresses.parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
