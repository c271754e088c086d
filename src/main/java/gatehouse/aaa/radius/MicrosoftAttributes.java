package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.Meaning.address;
import static gatehouse.aaa.radius.Meaning.cannot;
import static gatehouse.aaa.radius.Meaning.grants;
import static gatehouse.aaa.radius.Meaning.nothing;
import static gatehouse.aaa.radius.Meaning.unused;

import gatehouse.aaa.Granted;
import java.util.Map;

/// Microsoft's attributes (RFC 2548; the quarantine of its network policy server), by type.
final class MicrosoftAttributes {
    private static final String NOT_PPP = "it is for PPP";
    private static final String QUARANTINE = "Microsoft's quarantine is not kept here";

    static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(7, unused("MS-MPPE-Encryption-Policy", NOT_PPP)),
            Map.entry(8, unused("MS-MPPE-Encryption-Types", NOT_PPP)),
            Map.entry(10, unused("MS-CHAP-Domain", NOT_PPP)),
            Map.entry(13, unused("MS-BAP-Usage", NOT_PPP)),
            Map.entry(14, unused("MS-Link-Utilization-Threshold", NOT_PPP)),
            Map.entry(15, unused("MS-Link-Drop-Time-Limit", NOT_PPP)),
            // Keys of EAP, which are for the answer and not for the session.
            Map.entry(16, nothing("MS-MPPE-Send-Key")),
            Map.entry(17, nothing("MS-MPPE-Recv-Key")),
            Map.entry(22, cannot("MS-Filter", "Microsoft's form of filters is not read here")),
            Map.entry(26, unused("MS-CHAP2-Success", NOT_PPP)),
            Map.entry(28, grants("MS-Primary-DNS-Server", address(4, Granted.Dns::new))),
            Map.entry(29, grants("MS-Secondary-DNS-Server", address(4, Granted.Dns::new))),
            Map.entry(30, grants("MS-Primary-NBNS-Server", address(4, Granted.Nbns::new))),
            Map.entry(31, grants("MS-Secondary-NBNS-Server", address(4, Granted.Nbns::new))),
            Map.entry(36, cannot("MS-Quarantine-IPFilter", QUARANTINE)),
            Map.entry(37, cannot("MS-Quarantine-Session-Timeout", QUARANTINE)));

    private MicrosoftAttributes() {}
}
