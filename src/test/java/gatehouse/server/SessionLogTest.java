package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.Effect;
import gatehouse.session.TerminateCause;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionLogTest {
    private final LogLines lines = new LogLines(SessionLog.class);
    private Instant now = SomeSession.START.plusSeconds(90);
    private final SessionLog log = new SessionLog(() -> now);

    @AfterEach
    void restore() {
        lines.close();
    }

    @Test
    void aSessionComesAndGoesWithTheSameKeys() {
        log.opened(SomeSession.of("A1", "alice", 1));
        log.changed(SomeSession.of("A1", "alice", 1), "networks");
        log.moved(SomeSession.of("A1", "alice", 1), SomeSession.PATH, Effect.Moved.By.MOBIKE);
        log.moveRefused(SomeSession.of("A1", "alice", 1), SomeSession.PATH);
        log.closed(SomeSession.of("A1", "alice", 1), TerminateCause.IDLE_TIMEOUT, "silent for 10 minutes");
        String who = "session=A1 audit=0A0B0C0D0000000100000001 connection=default user=alice ike-id=192.168.1.5 "
                + "eap-id=alice@example.org peer=198.51.100.7:61000 local=192.0.2.1:4500 address=10.173.0.1,fd47::1";
        assertThat(lines.all())
                .containsExactly(
                        "INFO session opened event=session-opened " + who
                                + " groups=staff sgt=000a-00 acl=strict.in qos=gold.out algorithms=IKE AES_GCM_16_256",
                        "INFO session changed event=session-changed " + who + " what=networks ends=never",
                        "INFO client moved event=session-moved " + who + " from=198.51.100.7:61000 by=mobike",
                        "INFO client may not move there event=session-move-refused " + who
                                + " to=198.51.100.7:61000",
                        "INFO session closed event=session-closed " + who
                                + " seconds=90 cause=Idle-Timeout reason=silent for 10 minutes");
    }

    @Test
    void whatAClientCallsItselfCannotActOnATerminal() {
        log.loginFailed(SomeSession.PATH, "mal\u001b[31m\r\nlory\u202e" + "x".repeat(1000), "no such user");
        assertThat(lines.all())
                .singleElement()
                .asString()
                .startsWith("INFO login failed event=login-failed eap-id=mal?[31m??lory?xxx")
                .contains("x... peer=198.51.100.7:61000 local=192.0.2.1:4500 reason=no such user")
                .hasSizeLessThan(500);
    }

    @Test
    void aFloodOfFailuresIsCountedAndNotTold() {
        for (int i = 0; i < 1000; i++) log.loginFailed(SomeSession.PATH, "alice", "no proposal chosen");
        assertThat(lines.all()).hasSize(50);
        for (int i = 0; i < 60; i++) log.moveRefused(SomeSession.of("A1", "alice", 1), SomeSession.PATH);
        assertThat(lines.all()).as("the others have a measure of their own").hasSize(100);
        now = now.plusSeconds(1);
        log.moveRefused(SomeSession.of("A1", "alice", 1), SomeSession.PATH);
        assertThat(lines.all())
                .contains("WARN more clients moved than are told one by one event=clients-moved count=10");
        log.loginFailed(SomeSession.PATH, "alice", "no proposal chosen");
        assertThat(lines.all())
                .hasSize(104)
                .contains("WARN more logins failed than are told one by one event=logins-failed count=950");
    }

    @Test
    void whoSaidWhoHeIsIsToldOfAmongAFloodOfThoseWhoDidNot() {
        for (int i = 0; i < 400; i++) log.loginFailed(SomeSession.PATH, "", "the client did not go on with its login");
        assertThat(lines.all()).hasSize(10);
        log.loginFailed(SomeSession.PATH, "alice", "no such user");
        assertThat(lines.all()).hasSize(11).last().asString().contains("eap-id=alice");
        now = now.plusSeconds(9);
        log.loginFailed(SomeSession.PATH, "", "the client did not go on with its login");
        assertThat(lines.all()).hasSize(11);
        now = now.plusSeconds(1);
        log.loginFailed(SomeSession.PATH, "", "the client did not go on with its login");
        assertThat(lines.all())
                .hasSize(13)
                .contains("WARN more logins failed without a name than are told one by one "
                        + "event=nameless-logins-failed count=391");
    }
}
