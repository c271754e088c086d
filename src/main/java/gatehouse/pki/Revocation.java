package gatehouse.pki;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// How it is found out whether a certificate was revoked.
///
/// @param methods     one after the other until one knows; if none does, the certificate is refused, unless the last is NONE
/// @param crlFiles    revocation lists in files, which may be replaced at any time
/// @param crlUrls     where revocation lists are; empty for where the certificate says
/// @param ocspUrls    responders; empty for those that the certificate names
/// @param responders  certificates of responders that are believed besides the issuer and whom it appointed
/// @param tearDown    whether live sessions end when their certificate is found revoked
public record Revocation(
        List<Method> methods,
        List<Path> crlFiles,
        List<URI> crlUrls,
        List<URI> ocspUrls,
        List<X509Certificate> responders,
        boolean tearDown) {
    /// Nobody is asked.
    public static final Revocation NOT_ASKED =
            new Revocation(List.of(), List.of(), List.of(), List.of(), List.of(), false);

    public Revocation {
        methods = List.copyOf(methods);
        crlFiles = List.copyOf(crlFiles);
        crlUrls = List.copyOf(crlUrls);
        ocspUrls = List.copyOf(ocspUrls);
        responders = List.copyOf(responders);
    }

    public enum Method {
        /// A certificate revocation list (RFC 5280, section 5).
        CRL,
        /// A responder (RFC 6960).
        OCSP,
        /// What is not known to be revoked is good.
        NONE
    }

    /// Whether there is anybody to ask.
    public boolean asks() {
        return methods.contains(Method.CRL) || methods.contains(Method.OCSP);
    }
}
