package gatehouse.radius.server;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;

/// What was answered lately: a repeated request gets the same answer and has no other effect (RFC 5080, section 2.2.2).
final class RecentAnswers {
    private static final int MOST = 4096;

    private final Map<Key, RadiusResponse> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RadiusResponse> eldest) {
            return size() > MOST;
        }
    };

    private record Key(InetSocketAddress from, byte identifier, String authenticator) {}

    Optional<RadiusResponse> of(InetSocketAddress from, RadiusRequest request) {
        return Optional.ofNullable(answers.get(key(from, request)));
    }

    void keep(InetSocketAddress from, RadiusRequest request, RadiusResponse response) {
        answers.put(key(from, request), response);
    }

    private static Key key(InetSocketAddress from, RadiusRequest request) {
        return new Key(from, request.getId(), HexFormat.of().formatHex(request.getAuthenticator()));
    }
}
