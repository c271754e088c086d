package gatehouse.address;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.address.LeaseStore.Remembered;
import gatehouse.bytes.Bytes;
import gatehouse.journal.Journal;
import gatehouse.journal.Topic;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalLeaseStoreTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    private Path directory;

    /// What happens between a start and the next.
    private interface Life {
        void live(Topic topic, LeaseStore store) throws Exception;
    }

    private void life(Life life) throws Exception {
        try (Journal journal = Journal.open(directory.resolve("journal.db"), 1 << 24)) {
            Topic topic = journal.topic("leases", PLENTY);
            life.live(topic, new JournalLeaseStore(topic));
        }
    }

    private static Remembered lease(String user, String address) {
        return new Remembered("office", user, Addresses.parse(address));
    }

    @Test
    void usersGetTheAddressOfBeforeTheRestart() throws Exception {
        var office = new PoolDefinition("office", Prefix.parse("10.0.0.0/29").range(), 32);
        var six = new PoolDefinition("six", Prefix.parse("2001:db8::/64").range(), 128);
        life((_, store) -> {
            var pools = new Pools(List.of(office, six), List.of(), store);
            for (String user : List.of("alice", "bob", "c@example.org")) {
                pools.lease("office", user, user).orElseThrow();
                pools.lease("six", user, user).orElseThrow();
            }
        });
        life((_, store) -> {
            var pools = new Pools(List.of(office, six), List.of(), store);
            assertThat(pools.lease("office", "newcomer", "n").orElseThrow().address())
                    .isEqualTo(Addresses.parse("10.0.0.3"));
            assertThat(pools.lease("office", "c@example.org", "c").orElseThrow().address())
                    .isEqualTo(Addresses.parse("10.0.0.2"));
            assertThat(pools.lease("six", "bob", "b").orElseThrow().address())
                    .isEqualTo(Addresses.parse("2001:db8::1"));
        });
    }

    @Test
    void whatIsRememberedIsTheLastAndInItsOrder() throws Exception {
        life((_, store) -> {
            store.remember(lease("alice", "10.0.0.1"));
            store.remember(lease("bob", "10.0.0.2"));
            store.remember(lease("carol", "10.0.0.1"));
        });
        life((_, store) -> {
            assertThat(store.remembered()).containsExactly(lease("bob", "10.0.0.2"), lease("carol", "10.0.0.1"));
            store.remember(lease("bob", "10.0.0.3"));
        });
        life((topic, store) -> {
            assertThat(store.remembered()).containsExactly(lease("carol", "10.0.0.1"), lease("bob", "10.0.0.3"));
            // Nobody's any more.
            assertThat(topic.get("office 10.0.0.2").get()).isEmpty();
            assertThat(topic.get("office 10.0.0.3").get()).isPresent();
        });
    }

    @Test
    void aRecordThatMakesNoSenseGoes() throws Exception {
        life((topic, _) -> {
            topic.put("office", Bytes.wrap(new byte[9])).get();
            topic.put("office 10.0.0", Bytes.wrap(new byte[9])).get();
            topic.put("office 10.0.0.4", Bytes.wrap(new byte[7])).get();
        });
        life((topic, store) -> {
            assertThat(store.remembered()).isEmpty();
            topic.get("office").get();
            assertThat(topic.records()).isZero();
        });
    }
}
