package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/// How a CERTREQ payload names an authority: "the SHA-1 hash of the public keys of trusted Certification Authorities
/// ... encoded as the SHA-1 hash of the Subject Public Key Info element" (RFC 7296, section 3.7). It finds a
/// certificate and protects nothing, so that SHA-1 is no harm.
public final class AuthorityHash {
    public static final int LENGTH = 20;

    /// Every login asks for those of the same few authorities; they go when a configuration does that names them.
    private static final Map<X509Certificate, Bytes> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private AuthorityHash() {}

    public static Bytes of(X509Certificate authority) {
        return KNOWN.computeIfAbsent(authority, AuthorityHash::computed);
    }

    private static Bytes computed(X509Certificate authority) {
        try {
            byte[] info = new JcaX509CertificateHolder(authority).getSubjectPublicKeyInfo().getEncoded("DER");
            return Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(info));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no certificate with a public key", e);
        }
    }

    /// The hashes of several authorities one after the other: the data of a CERTREQ payload.
    public static Bytes ofAll(Collection<X509Certificate> authorities) {
        var hashes = new Bytes[authorities.size()];
        int at = 0;
        for (X509Certificate authority : authorities) hashes[at++] = of(authority);
        return Bytes.concat(hashes);
    }
}
