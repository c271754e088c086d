package gatehouse.server;

import gatehouse.net.Addresses;
import gatehouse.net.Path;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who comes with IKEv1, or with a version that is still to be, is told of once: an old client comes again every few seconds,
/// and there may be a whole company of them. One for all shards.
final class VersionLog {
    private static final Logger LOG = LoggerFactory.getLogger(VersionLog.class);
    /// More addresses than that, and who was forgotten is told of once more.
    private static final int MOST_SOURCES = 4096;

    private final Map<InetAddress, Boolean> sources = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Boolean> eldest) {
            return size() > MOST_SOURCES;
        }
    };

    synchronized void refused(Path path, int majorVersion) {
        if (sources.put(path.remote().getAddress(), true) != null) return;
        LOG.atInfo()
                .addKeyValue("event", "ike-version-refused")
                .addKeyValue("peer", Addresses.text(path.remote()))
                .addKeyValue("local", Addresses.text(path.local()))
                .addKeyValue("version", majorVersion)
                .log("a peer speaks another version of IKE; IKEv2 is the only one here. This address is told of once");
    }
}
