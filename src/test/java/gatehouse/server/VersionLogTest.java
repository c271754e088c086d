package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.net.Addresses;
import gatehouse.net.Path;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionLogTest {
    private static final InetSocketAddress GATEWAY = new InetSocketAddress(Addresses.parse("192.0.2.1"), 500);

    private final LogLines lines = new LogLines(VersionLog.class);
    private final VersionLog log = new VersionLog();

    @AfterEach
    void restore() {
        lines.close();
    }

    private void comes(int address, int port) {
        var from = new InetSocketAddress(
                Addresses.parse("10." + (address >> 16) + "." + (address >> 8 & 0xff) + "." + (address & 0xff)), port);
        log.refused(new Path(GATEWAY, from), 1);
    }

    @Test
    void anAddressIsToldOfOnceWhateverItsPort() {
        comes(7, 500);
        comes(7, 4500);
        comes(8, 500);
        assertThat(lines.all()).hasSize(2);
        assertThat(lines.all().getFirst()).contains(
                "event=ike-version-refused", "peer=10.0.0.7:500", "local=192.0.2.1:500", "version=1");
    }

    @Test
    void itDoesNotGrowWithWhoeverComes() {
        for (int i = 0; i < 4096; i++) comes(i, 500);
        comes(0, 500);
        assertThat(lines.all()).hasSize(4096);
        comes(5000, 500);
        comes(0, 500);
        assertThat(lines.all()).as("the oldest was forgotten").hasSize(4098);
    }
}
