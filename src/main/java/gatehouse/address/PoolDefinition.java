package gatehouse.address;

import gatehouse.net.AddressRange;

/// A named range of addresses to lease from. `prefixLength` is what clients are told of the network around it.
public record PoolDefinition(String name, AddressRange range, int prefixLength) {
    public PoolDefinition {
        int bits = range.first().getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + bits);
        }
    }

    public boolean isIpv4() {
        return range.isIpv4();
    }
}
