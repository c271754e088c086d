package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Conversations that go on, by the State that was given last. Each State is good once.
final class Conversations {
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final int MOST = 10_000;
    private static final int STATE_LENGTH = 16;

    private final SecureRandom random;
    private final Map<Bytes, Entry> entries = new LinkedHashMap<>();

    Conversations(SecureRandom random) {
        this.random = random;
    }

    private record Entry(EapConversation conversation, Instant expires) {}

    /// Keeps a conversation, and gives its State. Those that are over go, and the oldest if there are too many.
    Bytes keep(EapConversation conversation, Instant now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            boolean over = !oldest.next().expires().isAfter(now);
            if (!over && entries.size() < MOST) break;
            oldest.remove();
        }
        byte[] state = new byte[STATE_LENGTH];
        random.nextBytes(state);
        entries.put(Bytes.wrap(state), new Entry(conversation, now.plus(LIFE)));
        return Bytes.wrap(state);
    }

    Optional<EapConversation> take(Bytes state, Instant now) {
        return Optional.ofNullable(entries.remove(state))
                .filter(entry -> entry.expires().isAfter(now))
                .map(Entry::conversation);
    }
}
