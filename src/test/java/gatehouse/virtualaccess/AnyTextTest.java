package gatehouse.virtualaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import gatehouse.virtualaccess.AccessEntryText.Family;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever a server sends as text is understood or refused, and nothing else happens.
class AnyTextTest {
    private static final List<String> WORDS = Stream.of(
            "permit deny remark ip ipv6 tcp udp icmp icmpv6 ahp 51 0 255 256 any host 10.0.0.1 10.0.0.0/8 0.0.255.255"
                    .split(" "),
            "255.255.0.0 0.3.0.0 2001:db8::1 2001:db8::/32 ::/0 !10.0.0.0/8 ! eq neq lt gt range 0 80 65535 65536 www"
                    .split(" "),
            "established log sequence echo in out from to assigned 80,443 8-9 9-8 , - icmptypes no ip access-group mtu"
                    .split(" "),
            "service-policy rate-limit input output 8000 99999999999999999999 conform-action tcp adjust-mss shutdown ٣"
                    .split(" "))
            .flatMap(Arrays::stream)
            .toList();

    private interface Reader {
        void read(String text) throws UnenforceableException;
    }

    @Test
    void anyWordsAreUnderstoodOrRefused() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int understood = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "permit " : random.nextBoolean() ? "permit in " : "");
            for (int words = random.nextInt(9); words > 0; words--) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(9) == 0 ? "" : " ");
            }
            String line = text.toString();
            understood += read(line, seed, it -> AccessEntryText.parse(it, Family.BOTH));
            understood += read(line, seed, it -> AccessEntryText.parse(it, Family.IPV6));
            understood += read(line, seed, FilterRuleText::parse);
            understood += read(line, seed, InterfaceConfig::parse);
        }
        assertThat(understood).as("seed " + seed).isPositive();
    }

    private static int read(String line, long seed, Reader reader) {
        try {
            reader.read(line);
            return 1;
        } catch (UnenforceableException e) {
            assertThat(e.getMessage()).startsWith("'" + line.strip() + "': ");
            return 0;
        } catch (RuntimeException e) {
            return fail("seed " + seed + ", '" + line + "'", e);
        }
    }
}
