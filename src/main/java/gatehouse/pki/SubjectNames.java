package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/// The names that a certificate is for: its subject, and its alternative names of the kinds that are IKE identities
/// (RFC 4945, section 3.1). A common name is part of the subject and no host name, and an asterisk stands for itself.
public final class SubjectNames {
    private static final int SAN_EMAIL = 1;
    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    private SubjectNames() {}

    /// Whether it bears a host name (ID_FQDN).
    public static boolean bearsHost(X509Certificate certificate, String name) {
        return has(certificate, SAN_DNS, name);
    }

    /// Whether it bears a mail address (ID_RFC822_ADDR).
    public static boolean bearsMail(X509Certificate certificate, String address) {
        return has(certificate, SAN_EMAIL, address);
    }

    /// Whether it bears an address (ID_IPV4_ADDR, ID_IPV6_ADDR).
    public static boolean bearsAddress(X509Certificate certificate, InetAddress address) {
        return alternatives(certificate).stream()
                .filter(name -> (int) name.get(0) == SAN_ADDRESS)
                .anyMatch(name -> InetAddress.ofLiteral((String) name.get(1)).equals(address));
    }

    /// Whether its subject is this distinguished name in DER (ID_DER_ASN1_DN). Which kind of string a part is, in small letters
    /// or not, and how many spaces stand in it makes no difference (RFC 5280, section 7.1): clients write the name anew.
    public static boolean bearsSubject(X509Certificate certificate, Bytes distinguishedName) {
        try {
            return certificate.getSubjectX500Principal().equals(new X500Principal(distinguishedName.toArray()));
        } catch (IllegalArgumentException _) {
            // Not a name.
            return false;
        }
    }

    /// Whether it bears what an operator writes for a name: an IP address, a mail address, or else a host name.
    public static boolean bears(X509Certificate certificate, String name) {
        try {
            return bearsAddress(certificate, InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException _) {
            return name.indexOf('@') > 0 ? bearsMail(certificate, name) : bearsHost(certificate, name);
        }
    }

    /// Its alternative names that are host names, mail addresses or addresses, for people to read.
    public static List<String> list(X509Certificate certificate) {
        var names = new ArrayList<String>();
        for (List<?> name : alternatives(certificate)) {
            if (name.get(0) instanceof Integer kind && (kind == SAN_EMAIL || kind == SAN_DNS || kind == SAN_ADDRESS)) {
                names.add((String) name.get(1));
            }
        }
        return List.copyOf(names);
    }

    private static boolean has(X509Certificate certificate, int kind, String wanted) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return alternatives(certificate).stream()
                .filter(name -> (int) name.get(0) == kind)
                .anyMatch(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT).equals(lower));
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException _) {
            // Names that cannot be read are nobody's.
            return List.of();
        }
    }
}
