package gatehouse.pki.fetch;

import gatehouse.bytes.Bytes;
import gatehouse.pki.CertificateStatus;
import gatehouse.pki.Ocsp;
import gatehouse.pki.Revocation;
import gatehouse.pki.RevocationList;
import gatehouse.pki.VerifiedPath;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether something on a path was revoked, found out as its trust point says. It waits; any number of threads may ask.
public final class RevocationCheck {
    private final RevocationLists lists;
    private final OcspAnswers answers;

    public RevocationCheck(FetchLimits limits, FetchStats stats) {
        var http = new Http(limits.timeout());
        this.lists = new RevocationLists(http, limits, stats);
        this.answers = new OcspAnswers(http, limits, stats);
    }

    /// What was found out about a path.
    public sealed interface Verdict {
        /// Nothing on it is revoked, or nobody was to be asked.
        record Fine() implements Verdict {}

        record Revoked(String reason) implements Verdict {}

        /// It could not be found out, and the trust point does not take that for good.
        record Unknown(String reason) implements Verdict {}
    }

    /// @param inBand OCSP responses that came with the certificates (RFC 4806)
    public Verdict check(VerifiedPath path, List<Bytes> inBand, Instant now) {
        for (int i = 0; i < path.certificates().size(); i++) {
            X509Certificate certificate = path.certificates().get(i);
            String name = certificate.getSubjectX500Principal().getName();
            Revocation rule = path.point().revocationOf(certificate);
            if (!rule.asks()) continue;
            switch (status(certificate, path.issuerOf(i), rule, inBand, now)) {
                case CertificateStatus.Good _ -> {}
                case CertificateStatus.Revoked(var what) -> {
                    return new Verdict.Revoked("the certificate of " + name + " was " + what);
                }
                case CertificateStatus.Unknown(var why) -> {
                    return new Verdict.Unknown("it is not known whether the certificate of " + name
                            + " was revoked: " + why);
                }
            }
        }
        return new Verdict.Fine();
    }

    private CertificateStatus status(
            X509Certificate certificate, X509Certificate issuer, Revocation rule, List<Bytes> inBand, Instant now) {
        var whys = new ArrayList<String>();
        for (Revocation.Method method : rule.methods()) {
            CertificateStatus status = switch (method) {
                case CRL -> byList(certificate, issuer, rule, now);
                case OCSP -> byResponder(certificate, issuer, rule, inBand, now);
                case NONE -> new CertificateStatus.Good(now);
            };
            if (!(status instanceof CertificateStatus.Unknown(var why))) return status;
            whys.add(why);
        }
        return new CertificateStatus.Unknown(String.join("; ", whys));
    }

    private CertificateStatus byList(
            X509Certificate certificate, X509Certificate issuer, Revocation rule, Instant now) {
        var whys = new ArrayList<String>();
        for (Path file : rule.crlFiles()) {
            try {
                RevocationList list = lists.of(file);
                if (!list.concerns(certificate) && rule.crlFiles().size() > 1) continue;
                CertificateStatus status = list.judge(certificate, issuer, now);
                if (!(status instanceof CertificateStatus.Unknown(var why))) return status;
                whys.add(file + ": " + why);
            } catch (FetchException e) {
                whys.add(e.getMessage());
            }
        }
        List<URI> places = rule.crlUrls().isEmpty() ? RevocationList.distributionPoints(certificate) : rule.crlUrls();
        for (URI place : places) {
            try {
                CertificateStatus status = lists.of(place, now).judge(certificate, issuer, now);
                if (!(status instanceof CertificateStatus.Unknown(var why))) return status;
                whys.add(place + ": " + why);
            } catch (FetchException e) {
                whys.add(e.getMessage());
            }
        }
        return new CertificateStatus.Unknown(
                whys.isEmpty() ? "neither it nor the trust point says where a revocation list is"
                        : String.join("; ", whys));
    }

    private CertificateStatus byResponder(
            X509Certificate certificate, X509Certificate issuer, Revocation rule, List<Bytes> inBand, Instant now) {
        Optional<CertificateStatus> known = answers.known(certificate, issuer, now);
        if (known.isPresent()) return known.get();
        var whys = new ArrayList<String>();
        for (Bytes response : inBand) {
            CertificateStatus status = Ocsp.judge(response, certificate, issuer, rule.responders(), now);
            if (!(status instanceof CertificateStatus.Unknown(var why))) return status;
            whys.add("in band: " + why);
        }
        List<URI> responders = rule.ocspUrls().isEmpty() ? Ocsp.responders(certificate) : rule.ocspUrls();
        for (URI responder : responders) {
            CertificateStatus status = answers.ask(responder, certificate, issuer, rule.responders(), now);
            if (!(status instanceof CertificateStatus.Unknown(var why))) return status;
            whys.add(why.startsWith("http") ? why : responder + ": " + why);
        }
        return new CertificateStatus.Unknown(
                whys.isEmpty() ? "neither it nor the trust point names an OCSP responder" : String.join("; ", whys));
    }

    /// Asks for an answer about a certificate of our own, to hand on to who wants to know (RFC 4806).
    ///
    /// @return empty if it names no responder, or none said anything good
    public Optional<Bytes> own(X509Certificate certificate, X509Certificate issuer, Instant now) {
        for (URI responder : Ocsp.responders(certificate)) {
            answers.ask(responder, certificate, issuer, List.of(), now);
            Optional<Bytes> response = answers.response(certificate, issuer, now);
            if (response.isPresent()) return response;
        }
        return Optional.empty();
    }
}
