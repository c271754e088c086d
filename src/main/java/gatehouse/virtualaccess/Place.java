package gatehouse.virtualaccess;

import gatehouse.aaa.Direction;

/// What a line of an interface is about. There is one line for each place: a later one takes it. In the order in which a
/// derived configuration has them.
enum Place {
    DESCRIPTION,
    BANDWIDTH,
    VRF,
    UNNUMBERED,
    MTU,
    MTU_IPV4,
    MTU_IPV6,
    MSS_IPV4,
    MSS_IPV6,
    VERIFY_IPV4,
    VERIFY_IPV6,
    LIST_IN_IPV4,
    LIST_OUT_IPV4,
    LIST_IN_IPV6,
    LIST_OUT_IPV6,
    RATE_IN,
    RATE_OUT,
    SHUTDOWN;

    static Place accessList(Direction direction, boolean isIpv4) {
        return switch (direction) {
            case IN -> isIpv4 ? LIST_IN_IPV4 : LIST_IN_IPV6;
            case OUT -> isIpv4 ? LIST_OUT_IPV4 : LIST_OUT_IPV6;
        };
    }

    static Place rate(Direction direction) {
        return direction == Direction.IN ? RATE_IN : RATE_OUT;
    }

    static Place mtu(boolean isIpv4) {
        return isIpv4 ? MTU_IPV4 : MTU_IPV6;
    }

    static Place mss(boolean isIpv4) {
        return isIpv4 ? MSS_IPV4 : MSS_IPV6;
    }
}
