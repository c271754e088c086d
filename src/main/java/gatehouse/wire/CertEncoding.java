package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// How a certificate or a reference to one is encoded (RFC 7296, section 3.6).
public record CertEncoding(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final CertEncoding PKCS7_X509 = named(1, "PKCS7_X509");
    public static final CertEncoding PGP = named(2, "PGP");
    public static final CertEncoding DNS_SIGNED_KEY = named(3, "DNS_SIGNED_KEY");
    public static final CertEncoding X509_SIGNATURE = named(4, "X509_SIGNATURE");
    public static final CertEncoding KERBEROS_TOKEN = named(6, "KERBEROS_TOKEN");
    public static final CertEncoding CRL = named(7, "CRL");
    public static final CertEncoding ARL = named(8, "ARL");
    public static final CertEncoding SPKI = named(9, "SPKI");
    public static final CertEncoding X509_ATTRIBUTE = named(10, "X509_ATTRIBUTE");
    public static final CertEncoding RAW_RSA_KEY = named(11, "RAW_RSA_KEY");
    public static final CertEncoding HASH_AND_URL_X509 = named(12, "HASH_AND_URL_X509");
    public static final CertEncoding HASH_AND_URL_BUNDLE = named(13, "HASH_AND_URL_BUNDLE");
    public static final CertEncoding OCSP_CONTENT = named(14, "OCSP_CONTENT");
    public static final CertEncoding RAW_PUBLIC_KEY = named(15, "RAW_PUBLIC_KEY");

    public CertEncoding {
        if (code < 0 || code > 255) throw new IllegalArgumentException("certificate encoding " + code);
    }

    private static CertEncoding named(int code, String name) {
        NAMES.put(code, name);
        return new CertEncoding(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "certificate encoding " + code;
    }
}
