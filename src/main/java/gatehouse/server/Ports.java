package gatehouse.server;

import gatehouse.net.Datagram;
import gatehouse.transport.PortStats;
import gatehouse.transport.UdpPort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The IKE and NAT traversal ports by which one shard sends, by their address. Filled before the first datagram comes.
final class Ports {
    private final Map<InetSocketAddress, UdpPort> byAddress = new HashMap<>();
    private final List<UdpPort> receiving = new ArrayList<>();
    private long homeless;

    void add(UdpPort port) {
        byAddress.put(port.local(), port);
    }

    /// A port that only receives; one with the same address is there already, and answers.
    void addReceiving(UdpPort port) {
        port.answersBy(byAddress.get(port.local()));
        receiving.add(port);
    }

    void send(Datagram datagram) {
        UdpPort port = byAddress.get(datagram.path().local());
        if (port == null) homeless++;
        else port.send(datagram.path().remote(), datagram.payload());
    }

    /// Datagrams that were to come from an address that we do not have.
    long homeless() {
        return homeless;
    }

    /// Of the ports that live on the loop of the caller; where loops cannot share ports, one loop has them all.
    PortStats stats() {
        PortStats sum = PortStats.NONE;
        for (UdpPort port : byAddress.values()) {
            if (port.loop().inEventLoop()) sum = sum.plus(port.stats());
        }
        for (UdpPort port : receiving) sum = sum.plus(port.stats());
        return sum;
    }

    void close() {
        byAddress.values().forEach(UdpPort::close);
        receiving.forEach(UdpPort::close);
    }
}
