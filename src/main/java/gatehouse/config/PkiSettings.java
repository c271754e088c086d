package gatehouse.config;

import gatehouse.net.Prefix;
import gatehouse.pki.fetch.FetchLimits;
import java.time.Duration;
import java.util.List;

/// What is fetched to judge certificates.
///
/// @param limits              how much, how long, how often
/// @param recheck             how often the certificates of live sessions are looked at again
/// @param httpUrlCertificates whether clients may name certificates by hash and URL
/// @param httpUrlNetworks     where those may be, besides public addresses
/// @param certificateCache    how many of them are kept
public record PkiSettings(
        FetchLimits limits,
        Duration recheck,
        boolean httpUrlCertificates,
        List<Prefix> httpUrlNetworks,
        int certificateCache) {
    public PkiSettings {
        httpUrlNetworks = List.copyOf(httpUrlNetworks);
    }
}
