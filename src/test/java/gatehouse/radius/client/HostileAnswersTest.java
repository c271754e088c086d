package gatehouse.radius.client;

import static gatehouse.radius.client.World.BOTH;
import static gatehouse.radius.client.World.FIRST;
import static gatehouse.radius.client.World.SECOND;
import static gatehouse.radius.client.World.SECRET;
import static gatehouse.radius.client.World.one;
import static gatehouse.radius.client.World.raw;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.client.RadiusStats.Drop;
import gatehouse.radius.client.RadiusServer.StatusServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What somebody on the way, or another host, may send: each is dropped and counted, and the genuine answer that comes
/// afterwards still counts.
class HostileAnswersTest {
    private final World world = new World();

    enum Hostile {
        WRONG_AUTHENTICATOR(Drop.WRONG_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, flipped(world.accept(send), 4));
            }
        },
        CHANGED_CODE(Drop.WRONG_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                // Reject becomes Accept: CVE-2024-3596 without the collision.
                byte[] octets = world.response(send, RadiusCode.ACCESS_REJECT, SECRET).toArray();
                octets[0] = 2;
                world.receive(send, Bytes.wrap(octets));
            }
        },
        ANOTHER_SECRET(Drop.WRONG_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, world.response(send, RadiusCode.ACCESS_ACCEPT, Secret.ofUtf8("guess")));
            }
        },
        OUR_OWN_REQUEST(Drop.WRONG_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, send.octets());
            }
        },
        // CVE-2024-3596: somebody who makes MD5 collide gets this far, and no further.
        NO_MESSAGE_AUTHENTICATOR(Drop.NO_MESSAGE_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, "1207 68656c6c6f"));
            }
        },
        WRONG_MESSAGE_AUTHENTICATOR(Drop.WRONG_MESSAGE_AUTHENTICATOR) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, "5012" + "00".repeat(16)));
            }
        },
        SHORT_MESSAGE_AUTHENTICATOR(Drop.MALFORMED) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, "5003 00"));
            }
        },
        ANOTHER_ADDRESS(Drop.UNKNOWN_SOURCE) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                var elsewhere = new InetSocketAddress(Addresses.parse("198.51.100.9"), 1812);
                world.receive(send.socket(), elsewhere, world.accept(send));
            }
        },
        ANOTHER_PORT(Drop.UNKNOWN_SOURCE) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send.socket(), new InetSocketAddress(FIRST.address(), 1645), world.accept(send));
            }
        },
        ANOTHER_SERVER(Drop.NO_REQUEST_WAITING) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                // The second server is known, for somebody else's request, and asked nothing under this identifier.
                var second = world.ask(BOTH, SECOND.name()).send();
                world.receive(second, world.accept(second));
                world.receive(send.socket(), second.to(), world.accept(send));
            }
        },
        ANOTHER_SOCKET(Drop.NO_REQUEST_WAITING) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send.socket() + 1, send.to(), world.accept(send));
            }
        },
        UNKNOWN_IDENTIFIER(Drop.NO_REQUEST_WAITING) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, flipped(world.accept(send), 1));
            }
        },
        WRONG_CODE(Drop.WRONG_CODE) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, world.response(send, RadiusCode.ACCOUNTING_RESPONSE, SECRET));
            }
        },
        TRUNCATED(Drop.MALFORMED) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                Bytes accept = world.accept(send);
                world.receive(send, accept.slice(0, accept.length() - 1));
            }
        },
        EMPTY(Drop.MALFORMED) {
            @Override
            void attack(World world, RadiusEffect.Send send) {
                world.receive(send, Bytes.EMPTY);
            }
        };

        final Drop drop;

        Hostile(Drop drop) {
            this.drop = drop;
        }

        abstract void attack(World world, RadiusEffect.Send send);

        private static Bytes flipped(Bytes octets, int at) {
            byte[] changed = octets.toArray();
            changed[at] ^= 1;
            return Bytes.wrap(changed);
        }
    }

    @Test
    void onlyANamedExceptionMayLeaveOutMessageAuthenticatorAndNeverWithEap() {
        var old = new RadiusServer(
                "old", FIRST.address(), 1812, 1813, SECRET, FIRST.timeout(), 3, FIRST.deadTime(), StatusServer.OFF,
                Duration.ofSeconds(10), 100, 1, Transport.UDP, false);
        var group = new ServerGroup("old", List.of(old));
        RadiusEffect.Send send = world.ask(group).send();
        Bytes withEap = raw(send, RadiusCode.ACCESS_ACCEPT, "4f06 03010004");
        assertThat(world.receive(send, withEap)).isEmpty();
        assertThat(world.client.stats().drops(Drop.NO_MESSAGE_AUTHENTICATOR)).isOne();
        one(world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, "1207 68656c6c6f")), RadiusEffect.Answered.class);
    }

    @ParameterizedTest
    @EnumSource
    void aHostileAnswerIsDroppedAndTheGenuineOneCounts(Hostile hostile) {
        World.Sent asked = world.ask(BOTH);
        hostile.attack(world, asked.send());
        for (Drop drop : Drop.values()) {
            assertThat(world.client.stats().drops(drop)).as("%s", drop).isEqualTo(drop == hostile.drop ? 1 : 0);
        }
        var answered = one(world.receive(asked.send(), world.accept(asked.send())), RadiusEffect.Answered.class);
        assertThat(answered.id()).isEqualTo(asked.id());
    }

    @Test
    void anAnswerCountsOnce() {
        RadiusEffect.Send send = world.ask(BOTH).send();
        Bytes accept = world.accept(send);
        one(world.receive(send, accept), RadiusEffect.Answered.class);
        assertThat(world.receive(send, accept)).isEmpty();
        assertThat(world.client.stats().drops(Drop.NO_REQUEST_WAITING)).isEqualTo(1);
    }

    @Test
    void whoIsGivenUpAfterAnAnswerThatDidNotCountIsToldOf() {
        RadiusEffect.Send send = world.ask(World.ONLY_FIRST).send();
        world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, "1207 68656c6c6f"));
        var failures = new ArrayList<String>();
        for (int i = 0; i < 20 && failures.isEmpty(); i++) {
            for (RadiusEffect effect : world.deadline()) {
                if (effect instanceof RadiusEffect.Failed(var _, var reason)) failures.add(reason);
            }
        }
        assertThat(failures).singleElement().asString().contains("did not answer").contains(
                "an answer came without Message-Authenticator: let the server send it");
    }

    @Test
    void aForgeryIsNoSignOfLife() {
        RadiusEffect.Send send = world.ask(BOTH).send();
        world.now = world.now.plusMillis(10);
        world.receive(send, raw(send, RadiusCode.ACCESS_ACCEPT, ""));
        world.silence(send);
        assertThat(world.client.isDead("first", world.now)).isTrue();
    }

    @Test
    void accountingIsNotSatisfiedByAnAcceptNorByAWrongMessageAuthenticator() {
        World.Sent asked = world.account(BOTH);
        RadiusEffect.Send send = asked.send();
        assertThat(world.receive(send, world.accept(send))).isEmpty();
        assertThat(world.client.stats().drops(Drop.WRONG_CODE)).isEqualTo(1);
        assertThat(world.receive(send, raw(send, RadiusCode.ACCOUNTING_RESPONSE, "5012" + "00".repeat(16)))).isEmpty();
        assertThat(world.client.stats().drops(Drop.WRONG_MESSAGE_AUTHENTICATOR)).isEqualTo(1);
        one(world.receive(send, raw(send, RadiusCode.ACCOUNTING_RESPONSE, "")), RadiusEffect.Answered.class);
    }
}
