package gatehouse.dataplane.esp;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.Volume;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Both ends of a tunnel: a gateway and its client `alice`, who has 10.9.0.1 and 2001:db8:9::1. Packets go from hand to
/// hand.
final class Tunnel {
    /// Encryption, bits of the key, integrity.
    record Suite(int encryption, int bits, int integrity) {
        CipherSpec spec(Providers providers) {
            return new Algorithms(new SecureRandom(), providers)
                    .cipher(encryption, bits, integrity)
                    .orElseThrow();
        }
    }

    static final Suite GCM = new Suite(20, 256, 0);
    static final Suite CBC = new Suite(12, 256, 12);
    static final List<Suite> SUITES = List.of(
            new Suite(20, 128, 0),
            GCM,
            new Suite(28, 0, 0),
            new Suite(12, 128, 12),
            new Suite(12, 256, 12),
            new Suite(12, 256, 13),
            new Suite(12, 256, 14));

    static final Providers PROVIDERS = Providers.load();
    static final InetAddress ALICE = Addresses.parse("10.9.0.1");
    static final InetAddress ALICE_IPV6 = Addresses.parse("2001:db8:9::1");
    static final InetSocketAddress GATEWAY_AT = at("192.0.2.1", 4500);
    static final InetSocketAddress ALICE_AT = at("198.51.100.7", 61234);
    static final EspSettings SETTINGS = new EspSettings(1400, false, true, List.of());
    static final List<Selector> EVERYTHING = List.of(selector("0.0.0.0/0"), selector("::/0"));
    static final List<Selector> ALICES = List.of(selector("10.9.0.1/32"), selector("2001:db8:9::1/128"));

    /// One end: its SAs, its pipeline, and what that told.
    static final class End implements EspEvents {
        final SaDatabase database = new SaDatabase();
        final EspPipeline pipeline;
        final List<DataPlaneEvent> events = new ArrayList<>();
        final List<Bytes> answers = new ArrayList<>();

        End(EspSettings settings, Providers providers) {
            pipeline = new EspPipeline(database, settings, providers, new SecureRandom(), this, 0);
        }

        @Override
        public void happened(DataPlaneEvent event) {
            events.add(event);
        }

        @Override
        public void answerSender(byte[] packet, int length) {
            answers.add(Bytes.copyOf(packet, 0, length));
        }

        /// Empty if it was dropped.
        Bytes seal(Bytes packet, long now) {
            byte[] out = new byte[packet.length() + 200];
            int length = pipeline.outbound(packet.array(), packet.offset(), packet.length(), now, out, 7);
            return Bytes.copyOf(out, 7, length);
        }

        Bytes open(Bytes esp, InetSocketAddress from, int trafficClass, long now) {
            byte[] out = new byte[esp.length() + 5];
            byte[] in = new byte[esp.length() + 3];
            esp.copyTo(in, 3);
            int length = pipeline.inbound(in, 3, esp.length(), from, trafficClass, now, out, 5);
            return Bytes.copyOf(out, 5, length);
        }

        long drops(DropReason reason) {
            return pipeline.drops().of(reason);
        }

        /// Every reason that was counted, as often as it was.
        List<DropReason> drops() {
            return Stream.of(DropReason.values())
                    .flatMap(reason -> Stream.generate(() -> reason).limit(drops(reason)))
                    .toList();
        }
    }

    static final List<Prefix> ANYWHERE = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));

    final Suite suite;
    final boolean extended;
    final End gateway;
    final End client;
    /// Of the gateway's pairs.
    Volume volume = Volume.ANY;

    Tunnel(Suite suite, boolean extended) {
        this(suite, extended, SETTINGS, PROVIDERS);
    }

    Tunnel(Suite suite, boolean extended, EspSettings settings, Providers providers) {
        this.suite = suite;
        this.extended = extended;
        this.gateway = new End(settings, providers);
        this.client = new End(settings, providers);
        install(0x1001, 0x2001, ALICES, EVERYTHING);
    }

    /// A pair at both ends.
    void install(int gatewaySpi, int clientSpi, List<Selector> alices, List<Selector> reachable) {
        gateway.database.install(
                new ChildSaSpec(
                        gatewaySpi,
                        clientSpi,
                        suite.spec(PROVIDERS),
                        key(1, gatewaySpi, true),
                        key(1, gatewaySpi, false),
                        key(2, gatewaySpi, true),
                        key(2, gatewaySpi, false),
                        extended,
                        reachable,
                        alices,
                        new Path(GATEWAY_AT, ALICE_AT),
                        true,
                        List.of(ALICE, ALICE_IPV6),
                        Duration.ZERO,
                        "alice",
                        volume),
                0);
        client.database.route("gateway", ANYWHERE);
        client.database.install(
                new ChildSaSpec(
                        clientSpi,
                        gatewaySpi,
                        suite.spec(PROVIDERS),
                        key(2, gatewaySpi, true),
                        key(2, gatewaySpi, false),
                        key(1, gatewaySpi, true),
                        key(1, gatewaySpi, false),
                        extended,
                        alices,
                        reachable,
                        new Path(ALICE_AT, GATEWAY_AT),
                        true,
                        List.of(),
                        "gateway"),
                0);
    }

    private Secret key(int direction, int salt, boolean encryption) {
        CipherSpec spec = suite.spec(PROVIDERS);
        byte[] octets = new byte[encryption ? spec.keyLength() : spec.integrityKeyLength()];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) (i * 7 + direction * 31 + salt);
        return Secret.wrap(octets);
    }

    Bytes up(Bytes packet) {
        return gateway.open(client.seal(packet, 0), ALICE_AT, 0, 0);
    }

    Bytes down(Bytes packet) {
        return client.open(gateway.seal(packet, 0), GATEWAY_AT, 0, 0);
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }

    static Selector selector(String prefix) {
        return new Selector(0, 0, 0xffff, Prefix.parse(prefix).range());
    }

    static Bytes random(RandomGenerator random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Bytes.wrap(octets);
    }

    static Bytes changed(Bytes octets, int at, int value) {
        byte[] copy = octets.toArray();
        copy[at] = (byte) value;
        return Bytes.wrap(Arrays.copyOf(copy, copy.length));
    }
}
