package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Limits;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import gatehouse.wire.UnknownPayload;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Messages that somebody has tampered with, in front of the keys and behind them. The engine may refuse, never stumble:
/// what its last resort would catch counts as a bug here.
class EngineMutationTest {
    private static final int IN_THE_OPEN = 270_000;
    private static final int BEHIND_THE_KEYS = 30_000;
    private static final int HALF_OPEN = 200;
    private static final InetSocketAddress GATEWAY = new InetSocketAddress(Addresses.parse("203.0.113.1"), 4500);

    private final Random random = new Random(20260101);
    private final SecureRandom secure = new SecureRandom();
    private final Algorithms algorithms = new Algorithms(secure, Providers.load());

    @Test
    void datagramsInTheOpenNeverMakeItStumbleOrGrow() {
        var shape = new World.Shape();
        shape.limits = new Limits(HALF_OPEN, 100, 50, 10_000, 1000, 8);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.login("alice");
        List<Datagram> genuine = List.copyOf(world.toGateway);
        int most = 0;
        for (int i = 0; i < IN_THE_OPEN; i++) {
            Datagram original = genuine.get(random.nextInt(genuine.size()));
            var from = new InetSocketAddress(
                    Addresses.parse("198.51.100." + (1 + random.nextInt(200))), 1024 + random.nextInt(60_000));
            world.deliver(new Datagram(new Path(from, GATEWAY), mutated(original.payload())));
            most = Math.max(most, world.engine.halfOpen());
            world.effects.clear();
            world.fromGateway.clear();
            if (i % 1000 == 0) world.run(Duration.ofSeconds(1));
        }
        assertThat(most).isPositive().isLessThanOrEqualTo(HALF_OPEN);
        assertThat(world.engine.stats().bugs()).isZero();
        assertThat(world.engine.stats().drops(Drop.FORGED)).isPositive();
        assertThat(world.engine.stats().drops(Drop.MALFORMED)).isPositive();
        assertThat(world.directory.size()).isEqualTo(1);
        world.run(Duration.ofMinutes(3));
        assertThat(world.engine.halfOpen()).isZero();
        assertThat(world.engine.size()).isEqualTo(1);
    }

    @Test
    void payloadsBehindTheKeysNeverMakeItStumble() throws Exception {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        long malformed = 0;
        for (int i = 0; i < BEHIND_THE_KEYS; i++) {
            var keyed = new KeyedPeer(world, i).init();
            List<Payload> first = i % 4 == 0 ? introduction() : tampered(introduction());
            keyed.say(ExchangeType.IKE_AUTH, first);
            world.run(Duration.ofMillis(100));
            ExchangeType[] exchanges = {
                ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA, ExchangeType.INFORMATIONAL, new ExchangeType(99)
            };
            keyed.say(exchanges[random.nextInt(exchanges.length)], tampered(second()));
            world.effects.clear();
            world.fromGateway.clear();
            world.run(Duration.ofMillis(100));
            malformed += world.engine.stats().bugs();
        }
        assertThat(malformed).isZero();
        assertThat(world.directory.size()).isZero();
        world.run(Duration.ofMinutes(3));
        assertThat(world.engine.size()).isZero();
        assertThat(world.engine.questions()).isZero();
    }

    private Bytes mutated(Bytes original) {
        byte[] octets = original.toArray();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && octets.length > 0; i++) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(6)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt(256);
                case 2 -> octets = Arrays.copyOf(octets, at);
                case 3 -> octets = Arrays.copyOf(octets, octets.length + random.nextInt(64));
                case 4 -> octets[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                // A new SPI, so that it is not taken for a repeat.
                default -> octets[random.nextInt(Math.min(8, octets.length))] = (byte) random.nextInt(256);
            }
        }
        return Bytes.wrap(octets);
    }

    /// The same payloads with other octets in some of them, others left out or there twice.
    private List<Payload> tampered(List<Payload> payloads) {
        var tampered = new ArrayList<Payload>();
        for (Payload payload : payloads) {
            int fate = random.nextInt(8);
            if (fate == 0) continue;
            if (fate == 1) tampered.add(payload);
            if (fate <= 4) {
                var out = new ByteWriter();
                payload.write(out);
                tampered.add(new UnknownPayload(payload.type(), random.nextInt(8) == 0, mutated(out.toBytes())));
            } else {
                tampered.add(payload);
            }
        }
        return tampered;
    }

    private static List<Payload> introduction() {
        var everything = List.of(TrafficSelector.of(Prefix.parse("0.0.0.0/0").range()));
        return List.of(
                new IdPayload(PayloadType.IDI, IdType.FQDN, Bytes.ofUtf8("alice")),
                NotifyPayload.of(NotifyType.INITIAL_CONTACT),
                new CpPayload(
                        CfgType.REQUEST, List.of(CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_ADDRESS))),
                new SaPayload(List.of(new Proposal(
                        1,
                        ProtocolId.ESP,
                        Bytes.fromHex("11223344"),
                        List.of(
                                Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                                Transform.of(TransformType.ESN, TransformId.NO_ESN))))),
                new TsPayload(PayloadType.TSI, everything),
                new TsPayload(PayloadType.TSR, everything));
    }

    private List<Payload> second() {
        return switch (random.nextInt(4)) {
            case 0 -> introduction();
            case 1 -> List.of(new EapPayload(
                    EapPacket.identityResponse(random.nextInt(256), "alice").write()));
            case 2 -> List.of(DeletePayload.ofIkeSa());
            default -> List.of(
                    NotifyPayload.of(NotifyType.REKEY_SA, Bytes.fromHex("01020304")),
                    new NoncePayload(Bytes.wrap(new byte[32])),
                    introduction().get(3));
        };
    }
}
