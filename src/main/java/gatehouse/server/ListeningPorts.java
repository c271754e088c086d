package gatehouse.server;

import gatehouse.config.Listening;
import gatehouse.config.Machine;
import gatehouse.net.Addresses;
import gatehouse.posix.ReusePort;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports by which clients come in: for each address one for IKE and one for NAT traversal, in every shard, or, where loops
/// cannot share a port, in the first for all.
final class ListeningPorts {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningPorts.class);

    private final EventLoops loops;
    private final List<ShardStats> shards;
    private final RandomGenerator random;
    private final List<InetSocketAddress> ike = new ArrayList<>();
    private final List<InetSocketAddress> natTraversal = new ArrayList<>();
    private final List<List<UdpPort>> natTraversalPorts = new ArrayList<>();
    private final List<UdpPort> opened = new ArrayList<>();

    /// @param shards those of the loops, in their order
    ListeningPorts(EventLoops loops, List<ShardStats> shards, RandomGenerator random) {
        this.loops = loops;
        this.shards = List.copyOf(shards);
        this.random = random;
        shards.forEach(_ -> natTraversalPorts.add(new ArrayList<>()));
    }

    /// Opens them. From now on datagrams come. After a failure some may be open.
    ///
    /// @param machine whose addresses are listened on where none is named
    /// @throws IOException if one cannot be opened, or there is no address; the message says what can be done
    void open(Listening listening, Machine machine) throws IOException {
        boolean all = listening.addresses().isEmpty();
        for (InetAddress address : all ? machine.addresses() : listening.addresses()) {
            try {
                InetSocketAddress first =
                        open(address, listening.ikePort(), UdpPort.Use.MESSAGES, listening.dscp());
                natTraversal.add(
                        open(address, listening.natTraversalPort(), UdpPort.Use.NAT_TRAVERSAL, listening.dscp()));
                ike.add(first);
            } catch (PortException e) {
                // An address may go between our asking for all of them and now, or may not be ready yet.
                if (!all || e.reason() != PortException.Reason.NO_SUCH_ADDRESS) throw e;
                LOG.atWarn()
                        .addKeyValue("event", "address-skipped")
                        .addKeyValue("address", Addresses.text(address))
                        .log(e.getMessage());
            }
        }
        if (ike.isEmpty()) {
            throw new IOException("no address to listen on: no interface that is up has one; see 'listen.addresses'");
        }
    }

    private InetSocketAddress open(InetAddress address, int number, UdpPort.Use use, int dscp) throws PortException {
        var local = new InetSocketAddress(address, number);
        boolean share = shared();
        if (share) UdpPort.demandFree(local);
        Shard first = shards.getFirst().shard();
        UdpPort port = share
                ? UdpPort.openShared(loops, 0, local, use, dscp, first)
                : UdpPort.open(loops, 0, local, use, dscp, first);
        add(port, 0, use);
        for (int i = 1; i < shards.size(); i++) {
            if (share) add(UdpPort.openShared(loops, i, port.local(), use, dscp, shards.get(i).shard()), i, use);
            else answerBy(port, i);
        }
        if (share) {
            switch (use) {
                case MESSAGES -> {
                    openForFirstMessages(port, dscp);
                    steer(port, Steering.ofMessages(shards.size(), random.nextInt()));
                }
                case NAT_TRAVERSAL -> steer(port, Steering.ofMarkedMessages());
            }
        }
        return port.local();
    }

    private void add(UdpPort port, int number, UdpPort.Use use) {
        opened.add(port);
        if (use == UdpPort.Use.NAT_TRAVERSAL) natTraversalPorts.get(number).add(port);
        answerBy(port, number);
    }

    private void answerBy(UdpPort port, int number) {
        ShardStats shard = shards.get(number);
        shard.shard().loop().run(() -> shard.ports().add(port));
    }

    /// A second socket in every shard.
    private void openForFirstMessages(UdpPort port, int dscp) throws PortException {
        for (int i = 0; i < shards.size(); i++) {
            ShardStats shard = shards.get(i);
            UdpPort next =
                    UdpPort.openShared(loops, i, port.local(), UdpPort.Use.MESSAGES, dscp, shard.shard());
            opened.add(next);
            shard.shard().loop().run(() -> shard.ports().addReceiving(next));
        }
    }

    /// A kernel that will not goes on spreading all messages over all sockets.
    private static void steer(UdpPort port, List<ReusePort.Instruction> program) {
        try {
            ReusePort.attach(port.descriptor().orElseThrow(), program);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("event", "steering-refused")
                    .addKeyValue("address", Addresses.text(port.local()))
                    .log("the kernel takes no rule for the port's sockets, so messages change threads, and a flood of first"
                            + " messages may keep clients out: " + e.getMessage());
        }
    }

    /// Whether each shard has sockets of its own.
    boolean shared() {
        return loops.sharePorts() && shards.size() > 1;
    }

    /// Where exchanges begin.
    List<InetSocketAddress> ike() {
        return List.copyOf(ike);
    }

    /// Where they go on behind a NAT.
    List<InetSocketAddress> natTraversal() {
        return List.copyOf(natTraversal);
    }

    /// The ports for NAT traversal that each shard reads.
    List<List<UdpPort>> natTraversalPorts() {
        return natTraversalPorts;
    }

    void close() {
        opened.reversed().forEach(UdpPort::close);
    }
}
