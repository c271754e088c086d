package gatehouse.radius.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.eap.EapPacket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final Conversations conversations = new Conversations(random);
    private final EapConversation conversation =
            EapConversation.of(EapPacket.identityResponse(1, "alice"), _ -> Optional.empty(), random);

    @Test
    void aStateIsLongAndGoodOnce() {
        Bytes state = conversations.keep(conversation, NOW);
        assertThat(state.length()).isEqualTo(16);
        assertThat(conversations.take(state, NOW)).hasValue(conversation);
        assertThat(conversations.take(state, NOW)).isEmpty();
    }

    @Test
    void whoeverTakesTooLongBeginsAnew() {
        Bytes first = conversations.keep(conversation, NOW);
        Bytes second = conversations.keep(conversation, NOW);
        assertThat(conversations.take(first, NOW.plus(Duration.ofSeconds(119)))).isPresent();
        assertThat(conversations.take(second, NOW.plus(Duration.ofMinutes(2)))).isEmpty();
    }

    @Test
    void ofTooManyTheOldestGoes() {
        Bytes oldest = conversations.keep(conversation, NOW);
        Bytes next = conversations.keep(conversation, NOW);
        for (int i = 0; i < 9_999; i++) conversations.keep(conversation, NOW);
        assertThat(conversations.take(oldest, NOW)).isEmpty();
        assertThat(conversations.take(next, NOW)).isPresent();
    }
}
