package gatehouse.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.address.DhcpLease;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Vectors;
import gatehouse.bytes.Vectors.Vector;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Octets to values, by the vectors of `vectors/dhcp`: whole messages, and what they grant.
class DhcpVectorTest {
    static List<Vector> vectors() {
        return Vectors.in("dhcp");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsReadIsWhatTheVectorSays(Vector vector) throws MalformedException {
        if (vector.isGood()) {
            assertThat(read(vector)).isEqualTo(vector.gives());
        } else {
            assertThat(catchThrowable(() -> read(vector)))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(vector.fails());
        }
    }

    static String read(Vector vector) throws MalformedException {
        DhcpPacket packet = DhcpPacket.read(vector.octets());
        MessageType type = packet.options().type().orElseThrow();
        boolean grants = type.equals(MessageType.OFFER) || type.equals(MessageType.ACK);
        return text(packet) + (grants ? " " + text(LeaseReader.read(packet)) : "");
    }

    private static String text(DhcpPacket packet) {
        return packet.op() + " hops " + packet.hops() + " xid " + Long.toHexString(packet.xid()) + " secs "
                + packet.secs() + " flags " + packet.flags() + " " + packet.ciaddr().getHostAddress() + " "
                + packet.yiaddr().getHostAddress() + " " + packet.giaddr().getHostAddress() + " " + packet.chaddr()
                + " " + packet.options().values();
    }

    private static String text(LeaseReader.Terms terms) {
        DhcpLease lease = terms.lease();
        return "lease " + lease.address().getHostAddress() + "/" + lease.prefixLength() + " dns "
                + lease.dns().stream().map(InetAddress::getHostAddress).toList() + " nbns "
                + lease.nbns().stream().map(InetAddress::getHostAddress).toList() + " domain "
                + (lease.domain().isEmpty() ? "-" : lease.domain()) + " search " + lease.search() + " routes "
                + lease.routes() + " of " + lease.server().getHostAddress() + " for " + lease.lifetime() + " renew "
                + terms.renew() + " rebind " + terms.rebind();
    }

    @Test
    void whatIsWrittenIsReadAgainHoweverLongItIs() throws MalformedException {
        var packet = new DhcpPacket(
                DhcpPacket.REQUEST, 1, 0xfedcba98L, 65535, 0x8000, World.GIADDR, DhcpPacket.NONE, World.GIADDR,
                Bytes.fromHex("020304050607"),
                new DhcpOptions(Map.of(61, Bytes.wrap(new byte[600]), 43, Bytes.EMPTY)));
        assertThat(DhcpPacket.read(packet.write())).isEqualTo(packet);
    }

    @Test
    void aShortMessageIsAsLongAsThoseOfBootp() throws MalformedException {
        var packet = new DhcpPacket(
                DhcpPacket.REQUEST, 1, 1, 0, 0, DhcpPacket.NONE, DhcpPacket.NONE, World.GIADDR,
                Bytes.fromHex("020304050607"), new DhcpOptions(Map.of(53, Bytes.fromHex("01"))));
        assertThat(packet.write().length()).isEqualTo(300);
        assertThat(packet.write().slice(236, 244)).isEqualTo(Bytes.fromHex("63825363 350101 ff"));
    }
}
