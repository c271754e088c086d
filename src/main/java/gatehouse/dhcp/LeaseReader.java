package gatehouse.dhcp;

import gatehouse.address.DhcpLease;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says what an OFFER or ACK grants.
final class LeaseReader {
    /// What we ask servers to tell (option 55): as much as a client of ours can be told.
    static final List<Integer> REQUESTED = List.of(
            OptionCode.SUBNET_MASK,
            OptionCode.DNS,
            OptionCode.DOMAIN_NAME,
            OptionCode.NBNS,
            OptionCode.LEASE_TIME,
            OptionCode.SERVER_IDENTIFIER,
            OptionCode.RENEWAL_TIME,
            OptionCode.REBINDING_TIME,
            OptionCode.DOMAIN_SEARCH,
            OptionCode.CLASSLESS_ROUTES);

    private LeaseReader() {}

    /// A lease, and when it is to be renewed with its server, and when with any.
    record Terms(DhcpLease lease, Duration renew, Duration rebind) {}

    static Terms read(DhcpPacket packet) throws MalformedException {
        DhcpOptions options = packet.options();
        InetAddress address = packet.yiaddr();
        int first = address.getAddress()[0] & 0xff;
        if (first == 0 || first == 127 || first >= 224) {
            throw new MalformedException("yiaddr: " + Addresses.text(address) + " is no client's");
        }
        InetAddress server = server(packet);
        // RFC 2131, table 3: the lease time MUST be there.
        long seconds = options.seconds(OptionCode.LEASE_TIME)
                .orElseThrow(() -> new MalformedException("option 51: no lease time"));
        if (seconds == 0) throw new MalformedException("option 51: a lease of no time");
        List<String> domains = DomainNames.ofText(options.text(OptionCode.DOMAIN_NAME));
        var search = new ArrayList<>(
                DomainNames.searchList(options.get(OptionCode.DOMAIN_SEARCH).orElse(Bytes.EMPTY)));
        if (search.isEmpty() && domains.size() > 1) search.addAll(domains);
        var lease = new DhcpLease(
                address,
                prefixLength(options),
                options.addresses(OptionCode.DNS),
                options.addresses(OptionCode.NBNS),
                domains.isEmpty() ? "" : domains.getFirst(),
                search,
                options.routes(),
                server,
                Duration.ofSeconds(seconds));
        // RFC 2131, section 4.4.5: "T1 defaults to (0.5 * duration_of_lease). T2 defaults to (0.875 * duration_of_lease)."
        Optional<Long> t1 = options.seconds(OptionCode.RENEWAL_TIME);
        Optional<Long> t2 = options.seconds(OptionCode.REBINDING_TIME);
        boolean sensible =
                t1.isPresent() && t2.isPresent() && t1.get() > 0 && t1.get() <= t2.get() && t2.get() < seconds;
        Duration renew = sensible ? Duration.ofSeconds(t1.get()) : Duration.ofMillis(seconds * 500);
        Duration rebind = sensible ? Duration.ofSeconds(t2.get()) : Duration.ofMillis(seconds * 875);
        return new Terms(lease, renew, rebind);
    }

    /// RFC 2131, table 3: every answer MUST name its server.
    static InetAddress server(DhcpPacket packet) throws MalformedException {
        return packet.options().address(OptionCode.SERVER_IDENTIFIER)
                .orElseThrow(() -> new MalformedException("option 54: no server identifier"));
    }

    /// The whole length without a mask: the client knows nothing of a network then.
    private static int prefixLength(DhcpOptions options) throws MalformedException {
        Optional<InetAddress> mask = options.address(OptionCode.SUBNET_MASK);
        if (mask.isEmpty()) return 32;
        int bits = (int) Bytes.wrap(mask.get().getAddress()).u32(0);
        int length = Integer.numberOfLeadingZeros(~bits);
        if (length < 32 && bits << length != 0) throw new MalformedException("option 1: a mask with a hole");
        return length;
    }
}
