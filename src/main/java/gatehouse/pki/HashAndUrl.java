package gatehouse.pki;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/// A certificate, or a bundle of them, that is only named: "a 20-octet SHA-1 hash of the replaced value followed by a
/// variable-length URL" (RFC 7296, section 3.6).
///
/// @param bundle whether there are several at the URL
public record HashAndUrl(Bytes hash, URI url, boolean bundle) {
    private static final int HASH = 20;
    private static final int LONGEST_URL = 1024;
    private static final int MOST = 10;

    public static HashAndUrl read(Bytes data, boolean bundle) throws MalformedException {
        if (data.length() <= HASH) throw new MalformedException("CERT hash and URL: " + data.length() + " octets");
        if (data.length() > HASH + LONGEST_URL) throw new MalformedException("CERT URL is longer than " + LONGEST_URL);
        try {
            String text = new String(data.from(HASH).toArray(), StandardCharsets.US_ASCII);
            return new HashAndUrl(data.slice(0, HASH), new URI(text), bundle);
        } catch (URISyntaxException e) {
            throw new MalformedException("CERT URL: " + e.getMessage());
        }
    }

    /// The certificates in what was fetched. "The hash ... is over the replaced value", so nobody can put another there.
    public List<X509Certificate> certificates(Bytes content) throws PkiException {
        try {
            byte[] octets = content.toArray();
            if (!Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(octets)).equals(hash)) {
                throw new PkiException("is another certificate than the one that was named (SHA-1)");
            }
            if (!bundle) return List.of(certificate(octets));
            // CertificateBundle ::= SEQUENCE OF CHOICE { cert [0] Certificate, crl [1] CertificateList }, tagged explicitly.
            var certificates = new ArrayList<X509Certificate>();
            for (ASN1Encodable element : ASN1Sequence.getInstance(octets)) {
                ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(element);
                if (tagged.getTagNo() != 0) continue;
                if (certificates.size() == MOST) throw new PkiException("has more than " + MOST + " certificates");
                certificates.add(certificate(
                        tagged.getExplicitBaseObject().toASN1Primitive().getEncoded(ASN1Encoding.DER)));
            }
            if (certificates.isEmpty()) throw new PkiException("has no certificate in it");
            return List.copyOf(certificates);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException | IllegalStateException e) {
            throw new PkiException("cannot be read: " + e.getMessage());
        }
    }

    private static X509Certificate certificate(byte[] octets) throws GeneralSecurityException {
        var in = new ByteArrayInputStream(octets);
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
}
