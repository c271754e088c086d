package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.address.DhcpLease;
import gatehouse.net.Addresses;
import java.util.ArrayList;
import java.util.List;

/// What a DHCP server said beside the address counts where AAA said nothing.
final class DhcpOptions {
    private DhcpOptions() {}

    static Authorization add(Authorization authorization, DhcpLease lease) {
        var origin = new Origin(Source.PROFILE, "DHCP server " + Addresses.text(lease.server()), "", "");
        var values = new ArrayList<Granted>();
        if (authorization.dns().stream().noneMatch(dns -> dns.getAddress().length == 4)) {
            lease.dns().forEach(server -> values.add(new Granted.Dns(server)));
        }
        if (authorization.nbns().isEmpty()) lease.nbns().forEach(server -> values.add(new Granted.Nbns(server)));
        if (!lease.domain().isEmpty() && authorization.first(Granted.DefaultDomain.class).isEmpty()) {
            values.add(new Granted.DefaultDomain(lease.domain()));
        }
        var entries = new ArrayList<>(authorization.entries());
        values.forEach(value -> entries.add(new Entry(value, origin, List.of())));
        return new Authorization(entries, authorization.addressOrder());
    }
}
