package gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.SessionDirectory.Lookup;
import gatehouse.session.SessionQuery.ByAuditSessionId;
import gatehouse.session.SessionQuery.ById;
import gatehouse.session.SessionQuery.ByInnerAddress;
import gatehouse.session.SessionQuery.ByPeerAddress;
import gatehouse.session.SessionQuery.ByUser;
import gatehouse.session.SessionQuery.Criterion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionDirectoryTest {
    private static final InetAddress INNER = Addresses.parse("10.0.0.1");
    private static final InetAddress INNER_6 = Addresses.parse("2001:db8::1");
    private static final InetAddress PEER = Addresses.parse("203.0.113.7");

    private static final Session ALICE = session("S1", "0a0b0c0d0e0f0a0b0c0d0e0f", "alice", PEER, INNER, INNER_6);
    private static final Session ALICE_AGAIN =
            session("S2", "111111111111111111111111", "alice", PEER, Addresses.parse("10.0.0.2"));
    private static final Session BOB = session(
            "S3", "222222222222222222222222", "bob", Addresses.parse("203.0.113.8"), Addresses.parse("10.0.0.3"));

    private final SessionDirectory directory = new SessionDirectory();

    private static Session session(String id, String audit, String user, InetAddress peer, InetAddress... addresses) {
        return new Session(
                new SessionId(id),
                audit,
                "default",
                user,
                user,
                user,
                new Path(
                        new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                        new InetSocketAddress(peer, 40_000)),
                List.of(addresses),
                Session.InForce.NOTHING,
                Instant.EPOCH,
                Instant.MAX,
                "",
                1);
    }

    private static SessionDirectory.Wish wish(Session session, int mostOfUser, int mostOfProfile, Session... leaving) {
        return new SessionDirectory.Wish(
                session.id(), session.user(), session.connection(),
                Stream.of(leaving).map(Session::id).collect(Collectors.toSet()), mostOfUser, mostOfProfile);
    }

    @Test
    void ofTwoAtOnceOneGetsTheLastPlace() {
        assertThat(directory.claim(wish(ALICE, 1, 9))).isEmpty();
        assertThat(directory.claim(wish(ALICE_AGAIN, 1, 9))).hasValue(new SessionDirectory.Full(true, 1));
        directory.put(ALICE);
        assertThat(directory.claim(wish(ALICE_AGAIN, 1, 9))).hasValue(new SessionDirectory.Full(true, 1));
        assertThat(directory.claim(wish(ALICE_AGAIN, 1, 9, ALICE))).isEmpty();
        directory.remove(ALICE_AGAIN.id());
        directory.remove(ALICE.id());
        assertThat(directory.claim(wish(ALICE_AGAIN, 1, 9))).isEmpty();
    }

    @Test
    void placesOfAProfileAreCountedOnce() {
        directory.put(ALICE);
        directory.put(ALICE);
        assertThat(directory.claim(wish(BOB, 9, 1))).hasValue(new SessionDirectory.Full(false, 1));
        // What was refused holds no place of the user either.
        assertThat(directory.claim(wish(BOB, 1, 2))).isEmpty();
        assertThat(directory.claim(wish(ALICE_AGAIN, 9, 2))).hasValue(new SessionDirectory.Full(false, 2));
        assertThat(directory.claim(wish(ALICE_AGAIN, 9, 2, ALICE))).isEmpty();
        Stream.of(ALICE, BOB, ALICE_AGAIN).map(Session::id).forEach(directory::remove);
        assertThat(directory.claim(wish(ALICE, 1, 1))).isEmpty();
    }

    @Test
    void howeverManyComeAtOnceTheLimitHolds() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var claims = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 400; i++) {
                Session one = session("T" + i, "audit " + i, "alice", PEER, INNER);
                claims.add(threads.submit(() -> directory.claim(wish(one, 7, 9)).isEmpty()));
            }
            int got = 0;
            for (Future<Boolean> claim : claims) if (claim.get()) got++;
            assertThat(got).isEqualTo(7);
        }
    }

    @Test
    void whatRadiusGaveFindsASessionForAsLongAsItHolds() {
        Bytes group = Bytes.ofUtf8("class");
        Bytes payer = Bytes.ofUtf8("payer");
        var given = new Session.InForce(List.of(), "", List.of(), 0, List.of(), List.of(group), List.of(payer));
        directory.put(BOB);
        directory.put(ALICE.with(ALICE.path(), given, ALICE.endsAt(), ALICE.ownerSpi()));
        for (SessionQuery.Criterion criterion : List.of(
                new SessionQuery.ByClass(group), new SessionQuery.ByChargeableIdentity(payer))) {
            assertThat(directory.find(new SessionQuery(List.of(criterion))))
                    .isInstanceOfSatisfying(SessionDirectory.Lookup.Found.class, found -> assertThat(found.sessions())
                            .extracting(Session::id)
                            .containsExactly(ALICE.id()));
        }
        directory.put(ALICE);
        assertThat(directory.find(new SessionQuery(List.of(new SessionQuery.ByClass(group)))))
                .isEqualTo(new SessionDirectory.Lookup.None("Class", group.hex(), "no session has it"));
        assertThat(directory.find(new SessionQuery(List.of(new SessionQuery.ByChargeableIdentity(payer)))))
                .isEqualTo(new SessionDirectory.Lookup.None(
                        "Chargeable-User-Identity", payer.hex(), "no session has it"));
    }

    @Test
    void aConnectionAloneFindsNobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionQuery(List.of(new SessionQuery.ByConnection("default"))))
                .withMessage("a query needs a criterion that sessions are found by");
    }

    private void putAll() {
        directory.put(ALICE);
        directory.put(ALICE_AGAIN);
        directory.put(BOB);
    }

    private Lookup find(Criterion... criteria) {
        return directory.find(new SessionQuery(List.of(criteria)));
    }

    private static Lookup found(Session... sessions) {
        return new Lookup.Found(List.of(sessions));
    }

    private static Stream<Criterion> criteriaOfAlice() {
        return Stream.of(
                new ById(new SessionId("S1")),
                new ByAuditSessionId("0A0B0C0D0E0F0a0b0c0d0e0f"),
                new ByUser("alice"),
                new ByInnerAddress("Framed-IP-Address", INNER),
                new ByInnerAddress("Framed-IPv6-Address", INNER_6),
                new ByPeerAddress(PEER));
    }

    @ParameterizedTest
    @MethodSource("criteriaOfAlice")
    void aSessionIsFoundByEachOfItsNames(Criterion criterion) {
        directory.put(ALICE);
        directory.put(BOB);
        assertThat(criterion.matches(ALICE)).isTrue();
        assertThat(criterion.matches(BOB)).isFalse();
        assertThat(find(criterion)).isEqualTo(found(ALICE));
        directory.remove(ALICE.id());
        assertThat(find(criterion))
                .isEqualTo(new Lookup.None(criterion.attribute(), criterion.asked(), "no session has it"));
    }

    @ParameterizedTest
    @MethodSource("criteriaOfAlice")
    void everyTwoNamesOfOneSessionAgree(Criterion criterion) {
        putAll();
        criteriaOfAlice().forEach(other -> {
            Lookup found = find(criterion, other);
            boolean shared = isShared(criterion) && isShared(other);
            assertThat(((Lookup.Found) found).sessions())
                    .containsExactlyInAnyOrder(shared ? new Session[] {ALICE, ALICE_AGAIN} : new Session[] {ALICE});
        });
    }

    private static boolean isShared(Criterion criterion) {
        return criterion instanceof ByUser || criterion instanceof ByPeerAddress;
    }

    @ParameterizedTest
    @MethodSource("criteriaOfAlice")
    void aNameOfAnotherRulesASessionOutWhateverTheOrder(Criterion criterion) {
        putAll();
        var bob = new ByUser("bob");
        for (Lookup lookup : List.of(find(criterion, bob), find(bob, criterion))) {
            assertThat(lookup).isInstanceOf(Lookup.None.class);
            assertThat(((Lookup.None) lookup).why()).contains("has another");
        }
    }

    @Test
    void allCriteriaHaveToAgree() {
        putAll();
        assertThat(find(new ByUser("alice"), new ByInnerAddress("Framed-IP-Address", Addresses.parse("10.0.0.2"))))
                .isEqualTo(found(ALICE_AGAIN));
        assertThat(find(
                new ByUser("alice"), new ById(new SessionId("S1")), new ByAuditSessionId("111111111111111111111111")))
                .isInstanceOf(Lookup.None.class);
        assertThat(((Lookup.Found) find(new ByPeerAddress(PEER))).sessions())
                .containsExactlyInAnyOrder(ALICE, ALICE_AGAIN);
    }

    @Test
    void theAnswerNamesTheAttributeThatDidNotMatch() {
        putAll();
        assertThat(find(new ById(new SessionId("S1")), new ByUser("bob")))
                .isEqualTo(new Lookup.None(
                        "User-Name", "bob", "the session that Acct-Session-Id S1 names has another"));
        assertThat(find(new ById(new SessionId("S1")), new ByUser("carol")))
                .isEqualTo(new Lookup.None("User-Name", "carol", "no session has it"));
    }

    @Test
    void aNameThatSeveralShareFindsWhoIsLeft() {
        directory.put(ALICE);
        directory.put(ALICE);
        assertThat(directory.ofUser("alice")).containsExactly(ALICE);
        directory.put(ALICE_AGAIN);
        assertThat(directory.ofUser("alice")).containsExactlyInAnyOrder(ALICE, ALICE_AGAIN);
        directory.remove(ALICE.id());
        assertThat(directory.ofUser("alice")).containsExactly(ALICE_AGAIN);
        directory.put(ALICE);
        directory.remove(ALICE_AGAIN.id());
        directory.remove(ALICE_AGAIN.id());
        assertThat(directory.ofUser("alice")).containsExactly(ALICE);
        directory.remove(ALICE.id());
        assertThat(directory.ofUser("alice")).isEmpty();
    }

    @Test
    void userNamesAreTakenLiterally() {
        putAll();
        assertThat(find(new ByUser("Alice"))).isInstanceOf(Lookup.None.class);
        assertThat(find(new ByUser(""))).isInstanceOf(Lookup.None.class);
    }

    @Test
    void aChangedSessionIsFoundByItsNewNamesOnly() {
        directory.put(ALICE);
        Session moved = session(
                "S1", "333333333333333333333333", "alice@example.org", Addresses.parse("203.0.113.99"),
                Addresses.parse("10.0.0.9"), INNER_6);
        directory.put(moved);
        assertThat(directory.size()).isEqualTo(1);
        assertThat(directory.find(ALICE.id())).contains(moved);
        assertThat(find(new ByUser("alice"))).isInstanceOf(Lookup.None.class);
        assertThat(find(new ByAuditSessionId(ALICE.auditSessionId()))).isInstanceOf(Lookup.None.class);
        assertThat(find(new ByInnerAddress("Framed-IP-Address", INNER))).isInstanceOf(Lookup.None.class);
        assertThat(find(new ByPeerAddress(PEER))).isInstanceOf(Lookup.None.class);
        assertThat(find(
                new ByUser("alice@example.org"),
                new ByInnerAddress("Framed-IP-Address", Addresses.parse("10.0.0.9")),
                new ByInnerAddress("Framed-IPv6-Address", INNER_6),
                new ByPeerAddress(Addresses.parse("203.0.113.99")))).isEqualTo(found(moved));
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        directory.put(BOB);
        directory.remove(ALICE.id());
        directory.remove(ALICE.id());
        assertThat(directory.all()).containsExactly(BOB);
        assertThat(directory.ofUser("bob")).containsExactly(BOB);
        assertThat(directory.ofUser("alice")).isEmpty();
    }

    @Test
    void aQueryWithoutCriterionMeansNobodyAndIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionQuery(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionId(""));
    }

    /// Shards write, each its own sessions; anybody reads.
    @Test
    void shardsWriteAtOnceAndNothingIsLeftBehind() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var running = new ArrayList<Future<?>>();
            for (int t = 0; t < 4; t++) {
                int shard = t;
                running.add(threads.submit(() -> comeAndGo(shard)));
            }
            for (Future<?> each : running) each.get();
        }
        assertThat(directory.size()).isZero();
        assertThat(directory.ofUser("shared")).isEmpty();
        assertThat(find(new ByPeerAddress(PEER))).isInstanceOf(Lookup.None.class);
    }

    private void comeAndGo(int shard) {
        for (int i = 0; i < 5000; i++) {
            Session session = session(shard + "-" + i, "a" + shard + i, "shared", PEER, INNER);
            directory.put(session);
            assertThat(directory.ofUser("shared")).contains(session);
            directory.remove(session.id());
            assertThat(directory.ofUser("shared")).doesNotContain(session);
        }
    }
}
