package gatehouse.dataplane;

import static gatehouse.dataplane.AccessList.LATER_FRAGMENT;
import static gatehouse.dataplane.AccessList.NO_PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.dataplane.AccessList.Endpoint;
import gatehouse.dataplane.AccessList.Entry;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {
    private static final AccessList LIST = AccessList.of(List.of(
            Entry.deny(0, Endpoint.ANY, prefix("10.1.1.0/24")),
            Entry.permit(6, Endpoint.ANY, prefix("10.1.0.0/16").ports(80, 443)),
            Entry.deny(17, Endpoint.ANY, prefix("10.2.0.0/16").port(53)),
            Entry.permit(17, Endpoint.ANY, prefix("10.2.0.0/16")),
            new Entry(true, 6, prefix("10.3.0.0/16"), Endpoint.ANY, true),
            Entry.permit(1, Endpoint.ANY, Endpoint.ANY.ports(8 << 8, 8 << 8)),
            Entry.permit(47, prefix("10.4.0.0/16"), Endpoint.ANY),
            Entry.permit(0, Endpoint.ANY, Endpoint.of(range("10.5.0.7", "10.5.1.3"))),
            Entry.permit(6, prefix("2001:db8:1::/48"), prefix("2001:db8:2::/48").port(22))));

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            source,        destination,   protocol, from,  to,    established, permitted
            10.9.0.1,      10.1.1.9,      6,        1024,  80,    false,       false
            10.9.0.1,      10.1.2.9,      6,        1024,  80,    false,       true
            10.9.0.1,      10.1.2.9,      6,        1024,  443,   false,       true
            10.9.0.1,      10.1.2.9,      6,        1024,  79,    false,       false
            10.9.0.1,      10.1.2.9,      6,        1024,  444,   false,       false
            10.9.0.1,      10.1.2.9,      17,       1024,  80,    false,       false
            10.9.0.1,      10.0.255.255,  6,        1024,  80,    false,       false
            10.9.0.1,      10.2.0.1,      17,       1024,  53,    false,       false
            10.9.0.1,      10.2.0.1,      17,       1024,  54,    false,       true
            10.9.0.1,      10.2.0.1,      17,       -1,    -1,    false,       true
            10.9.0.1,      10.1.2.9,      6,        -1,    -1,    false,       true
            10.9.0.1,      10.1.1.9,      6,        -1,    -1,    false,       false
            10.3.0.1,      10.9.0.1,      6,        22,    9999,  true,        true
            10.3.0.1,      10.9.0.1,      6,        22,    9999,  false,       false
            10.3.0.1,      10.9.0.1,      6,        -1,    -1,    false,       true
            10.9.0.1,      192.0.2.1,     1,        2048,  2048,  false,       true
            10.9.0.1,      192.0.2.1,     1,        0,     0,     false,       false
            10.4.0.1,      192.0.2.1,     47,       -2,    -2,    false,       true
            10.5.0.1,      192.0.2.1,     47,       -2,    -2,    false,       false
            10.9.0.1,      10.1.2.9,      132,      -2,    -2,    false,       false
            10.9.0.1,      10.5.0.6,      17,       1,     1,     false,       false
            10.9.0.1,      10.5.0.7,      17,       1,     1,     false,       true
            10.9.0.1,      10.5.1.3,      50,       -2,    -2,    false,       true
            10.9.0.1,      10.5.1.4,      17,       1,     1,     false,       false
            2001:db8:1::1, 2001:db8:2::1, 6,        1024,  22,    false,       true
            2001:db8:1::1, 2001:db8:2::1, 6,        1024,  23,    false,       false
            2001:db8:1::1, 2001:db8:3::1, 6,        1024,  22,    false,       false
            2001:db8:2::1, 2001:db8:2::1, 6,        1024,  22,    false,       false
            2001:db8:1::1, 2001:db8:2::1, 6,        -1,    -1,    false,       true
            """)
    void theFirstEntryThatFitsDecides(
            String source, String destination, int protocol, int from, int to, boolean established,
            boolean permitted) {
        assertThat(permits(
                LIST, Addresses.parse(source), Addresses.parse(destination), protocol, from, to, established))
                .isEqualTo(permitted);
    }

    @Test
    void noEntriesPermitEverythingAndOneDeniesTheRest() {
        InetAddress a = Addresses.parse("10.0.0.1");
        InetAddress b = Addresses.parse("2001:db8::1");
        assertThat(permits(AccessList.of(List.of()), a, a, 17, 1, 1, false)).isTrue();
        assertThat(permits(AccessList.OPEN, b, b, 17, 1, 1, false)).isTrue();
        AccessList one = AccessList.of(List.of(Entry.permit(0, prefix("10.0.0.0/8"), Endpoint.ANY)));
        assertThat(permits(one, a, a, 17, 1, 1, false)).isTrue();
        assertThat(permits(one, b, b, 17, 1, 1, false)).isFalse();
    }

    @Test
    void anEntryThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry(true, 17, Endpoint.ANY, Endpoint.ANY, true));
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.ANY.ports(5, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.ANY.ports(0, 0x10000));
    }

    /// The same by the words of the class comment, entry by entry.
    private static boolean slowly(
            AccessList list, InetAddress source, InetAddress destination, int protocol, int from, int to,
            boolean established) {
        if (list.entries().isEmpty()) return true;
        for (Entry entry : list.entries()) {
            if (entry.protocol() != 0 && entry.protocol() != protocol) continue;
            if (!has(entry.source(), source) || !has(entry.destination(), destination)) continue;
            boolean anyPorts = all(entry.source()) && all(entry.destination());
            if (from == LATER_FRAGMENT && (!anyPorts || entry.established())) {
                if (entry.permit()) return true;
                continue;
            }
            if (entry.established() && !established) continue;
            boolean ports = from >= entry.source().firstPort()
                    && from <= entry.source().lastPort()
                    && to >= entry.destination().firstPort()
                    && to <= entry.destination().lastPort();
            if (anyPorts || ports) return entry.permit();
        }
        return false;
    }

    private static boolean has(Endpoint endpoint, InetAddress address) {
        return endpoint.addresses().isEmpty()
                || endpoint.addresses().stream().anyMatch(range -> range.contains(address));
    }

    private static boolean all(Endpoint endpoint) {
        return endpoint.firstPort() == 0 && endpoint.lastPort() == 0xffff;
    }

    @Test
    void itJudgesAsTheSlowOneDoes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int permitted = 0;
        int all = 0;
        for (int i = 0; i < 300; i++) {
            var entries = new ArrayList<Entry>();
            for (int n = random.nextInt(12); n >= 0; n--) entries.add(entry(random));
            AccessList list = AccessList.of(entries);
            for (int packet = 0; packet < 300; packet++) {
                boolean ipv4 = random.nextBoolean();
                InetAddress source = address(random, ipv4);
                InetAddress destination = address(random, ipv4);
                int protocol = new int[] {1, 6, 17, 47}[random.nextInt(4)];
                boolean later = random.nextInt(10) == 0;
                int from = later ? LATER_FRAGMENT : protocol == 47 ? NO_PORT : random.nextInt(8);
                int to = later || protocol == 47 ? from : random.nextInt(8);
                boolean established = protocol == 6 && !later && random.nextBoolean();
                boolean expected = slowly(list, source, destination, protocol, from, to, established);
                assertThat(permits(list, source, destination, protocol, from, to, established))
                        .as("seed %d: %s %s %d %d %d in %s", seed, source, destination, protocol, from, to, entries)
                        .isEqualTo(expected);
                all++;
                if (expected) permitted++;
            }
        }
        assertThat(permitted).as("seed %d: both answers come often", seed).isBetween(all / 10, all * 9 / 10);
    }

    private static Entry entry(Random random) {
        int protocol = new int[] {0, 1, 6, 17, 47}[random.nextInt(5)];
        boolean established = protocol == 6 && random.nextInt(4) == 0;
        return new Entry(random.nextInt(3) > 0, protocol, endpoint(random), endpoint(random), established);
    }

    private static Endpoint endpoint(Random random) {
        var ranges = new ArrayList<AddressRange>();
        for (int n = random.nextInt(3); n > 0; n--) {
            boolean ipv4 = random.nextBoolean();
            InetAddress a = address(random, ipv4);
            InetAddress b = address(random, ipv4);
            boolean inOrder = Arrays.compareUnsigned(a.getAddress(), b.getAddress()) <= 0;
            ranges.add(inOrder ? new AddressRange(a, b) : new AddressRange(b, a));
        }
        if (random.nextBoolean()) return new Endpoint(ranges, 0, 0xffff);
        int first = random.nextInt(8);
        return new Endpoint(ranges, first, random.nextInt(4) == 0 ? 0xffff : first + random.nextInt(4));
    }

    /// Few and at the edges of the numbers.
    private static InetAddress address(Random random, boolean ipv4) {
        String[] some = ipv4
                ? new String[] {"0.0.0.0", "10.0.0.1", "10.0.0.2", "127.255.255.255", "128.0.0.0", "255.255.255.255"}
                : new String[] {
                    "::", "::1", "::a00:1", "2001:db8::1", "2001:db8::8000:0:0:0", "7fff::", "8000::1",
                    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
        return Addresses.parse(some[random.nextInt(some.length)]);
    }

    private static boolean permits(
            AccessList list, InetAddress source, InetAddress destination, int protocol, int from, int to,
            boolean established) {
        ByteBuffer a = ByteBuffer.wrap(source.getAddress());
        ByteBuffer b = ByteBuffer.wrap(destination.getAddress());
        return a.limit() == 4
                ? list.permits(a.getInt(), b.getInt(), protocol, from, to, established)
                : list.permits(a.getLong(), a.getLong(), b.getLong(), b.getLong(), protocol, from, to, established);
    }

    private static Endpoint prefix(String text) {
        return Endpoint.of(Prefix.parse(text));
    }

    private static AddressRange range(String first, String last) {
        return new AddressRange(Addresses.parse(first), Addresses.parse(last));
    }
}
