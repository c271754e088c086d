package gatehouse.admin;

import java.util.List;

/// How full a pool of addresses is.
///
/// @param ranges  `10.173.0.1-10.173.255.254`
/// @param size    how many addresses can be leased
/// @param used    held now, whether they were leased from the pool or fixed by RADIUS
/// @param sticky  users who get the address of last time again, if it is free
/// @param refused how often there was none for somebody, since the start
public record PoolRow(
        String name, List<String> ranges, long size, long used, long free, long sticky, long refused) {
    public PoolRow {
        ranges = List.copyOf(ranges);
    }
}
