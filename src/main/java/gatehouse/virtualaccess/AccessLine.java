package gatehouse.virtualaccess;

import gatehouse.dataplane.AccessList;
import java.util.List;
import java.util.stream.Stream;

/// One line of an access list, and what it means for packets of each family. A remark means nothing.
///
/// @param number its sequence number; 0 if it has none
/// @param text   as it was written, without the number
/// @param ipv4   what it says about IPv4, in order; more than one entry where the line says `neq` or several ports
/// @param ipv6   what it says about IPv6
/// @param form   how it was written
public record AccessLine(
        int number, String text, List<AccessList.Entry> ipv4, List<AccessList.Entry> ipv6, Form form) {
    public enum Form {
        REMARK,
        /// About the source alone: `permit 10.0.0.0 0.255.255.255`.
        STANDARD,
        EXTENDED
    }

    public AccessLine {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
    }

    List<AccessList.Entry> entries(boolean isIpv4) {
        return isIpv4 ? ipv4 : ipv6;
    }

    Stream<AccessList.Entry> entries() {
        return Stream.concat(ipv4.stream(), ipv6.stream());
    }
}
