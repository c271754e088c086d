package gatehouse.radius.server;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tinyradius.core.packet.request.RadiusRequest;

/// What was answered lately, in octets: an Access-Accept would hide its keys with other salts if it were made again.
final class RecentAnswers {
    private static final int MOST = 4096;

    private final Map<Key, byte[]> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
            return size() > MOST;
        }
    };

    private record Key(InetSocketAddress from, byte identifier, String authenticator) {}

    Optional<byte[]> of(InetSocketAddress from, RadiusRequest request) {
        return Optional.ofNullable(answers.get(key(from, request)));
    }

    void keep(InetSocketAddress from, RadiusRequest request, byte[] answer) {
        answers.put(key(from, request), answer);
    }

    private static Key key(InetSocketAddress from, RadiusRequest request) {
        return new Key(from, request.getId(), HexFormat.of().formatHex(request.getAuthenticator()));
    }
}
