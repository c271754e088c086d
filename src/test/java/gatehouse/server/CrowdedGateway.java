package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.config.Configuration;
import gatehouse.config.FirstStart;
import gatehouse.config.Machine;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlane;
import gatehouse.dataplane.Selector;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// A gateway with as many pairs of SAs beside those of its clients as standard input says, a number per line; each is
/// answered when it is so, with the memory that a pair takes. For `scripts/bench/traffic/run`; the pairs' clients do not
/// exist.
///
/// Arguments: configuration file, state directory.
public final class CrowdedGateway {
    private static final int AES_GCM_16 = 20;
    private static final List<Selector> EVERYTHING =
            List.of(new Selector(0, 0, 0xffff,
                    new AddressRange(Addresses.parse("0.0.0.0"), Addresses.parse("255.255.255.255"))));

    private final SecureRandom random = new SecureRandom();
    private final CipherSpec cipher =
            new Algorithms(random, Providers.load()).cipher(AES_GCM_16, 256, 0).orElseThrow();
    private final DataPlane plane;
    private final InetSocketAddress local;
    private final Deque<Integer> crowd = new ArrayDeque<>();

    private CrowdedGateway(Gateway gateway) {
        this.plane = gateway.dataPlane();
        this.local = gateway.natTraversal().getFirst();
    }

    public static void main(String[] arguments) throws Exception {
        Machine machine = Machine.here();
        var config = Configuration.read(
                Path.of(arguments[0]), machine, new Configuration.Overrides(arguments[1], false)).gateway();
        FirstStart.Ready ready = FirstStart.prepare(config, machine, new SecureRandom(), false, Instant.now());
        var gateway = new CrowdedGateway(
                Gateway.start(config, machine, ready.policies(), "crowded", new SettledConfiguration()));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) gateway.become(Integer.parseInt(line));
    }

    private void become(int count) {
        int before = crowd.size();
        long empty = used();
        long began = System.nanoTime();
        while (crowd.size() < count) join(crowd.size());
        while (crowd.size() > count) plane.remove(crowd.removeLast());
        double seconds = (System.nanoTime() - began) / 1e9;
        long each = count == before ? 0 : (used() - empty) / (count - before);
        System.out.printf(
                Locale.ROOT, "crowd of %d: %d octets of heap for each that came or went, %.1f s%n", count, each,
                seconds);
    }

    private void join(int number) {
        int spi = plane.allocateSpi(0);
        InetAddress inner = address(100, 64, number);
        plane.install(new ChildSaSpec(
                spi,
                random.nextInt() | 0x100,
                cipher,
                key(),
                Secret.wrap(new byte[0]),
                key(),
                Secret.wrap(new byte[0]),
                false,
                EVERYTHING,
                List.of(new Selector(0, 0, 0xffff, AddressRange.of(inner))),
                new gatehouse.net.Path(local, new InetSocketAddress(address(203, 0, number), 4500)),
                true,
                List.of(inner),
                "nobody " + number));
        crowd.add(spi);
    }

    private Secret key() {
        byte[] octets = new byte[cipher.keyLength()];
        random.nextBytes(octets);
        return Secret.wrap(octets);
    }

    private static InetAddress address(int first, int second, int number) {
        return Addresses.of(Bytes.copyOf(
                (byte) first, (byte) (second + (number >> 16)), (byte) (number >> 8), (byte) number));
    }

    /// What is reachable: the smallest of a few looks.
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
