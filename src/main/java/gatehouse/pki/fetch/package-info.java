/// What has to be fetched to judge a certificate: revocation lists, answers of OCSP responders, certificates that a client
/// only names (RFC 7296, section 3.6). Everything here waits, and so belongs on virtual threads; the engine never does.
///
/// Start with [gatehouse.pki.fetch.RevocationCheck] and [gatehouse.pki.fetch.CertificateLookup].
package gatehouse.pki.fetch;
