package gatehouse.virtualaccess;

import gatehouse.aaa.Direction;
import gatehouse.dataplane.Policer;

/// A line of an interface's configuration, understood. [InterfaceConfig] makes them.
public sealed interface InterfaceLine {
    /// The line, as it is shown.
    String text();

    /// What the line is about: a later line about the same takes its place.
    Place place();

    /// A line that holds until another takes its place.
    sealed interface Setting extends InterfaceLine {
        /// What the line says by name; empty for lines without.
        default String name() {
            return "";
        }
    }

    /// `ip access-group NAME in`, `ipv6 traffic-filter NAME in`.
    record AccessGroup(Direction direction, boolean isIpv4, String name) implements Setting {
        @Override
        public String text() {
            return (isIpv4 ? "ip access-group " : "ipv6 traffic-filter ") + name + " " + direction;
        }

        @Override
        public Place place() {
            return Place.accessList(direction, isIpv4);
        }
    }

    /// `service-policy input NAME`.
    record ServicePolicy(Direction direction, String name) implements Setting {
        @Override
        public String text() {
            return "service-policy " + put(direction) + " " + name;
        }

        @Override
        public Place place() {
            return Place.rate(direction);
        }
    }

    /// `rate-limit input 8000000 250000 250000 conform-action transmit exceed-action drop`.
    record RateLimit(Direction direction, Policer policer) implements Setting {
        @Override
        public String text() {
            return "rate-limit " + put(direction) + " " + policer.bitsPerSecond() + " " + policer.burst() + " "
                    + policer.burst() + " conform-action transmit exceed-action drop";
        }

        @Override
        public Place place() {
            return Place.rate(direction);
        }
    }

    /// `mtu 1400`: for both families, where neither has its own.
    record Mtu(int octets) implements Setting {
        @Override
        public String text() {
            return "mtu " + octets;
        }

        @Override
        public Place place() {
            return Place.MTU;
        }
    }

    /// `ip mtu 1400`, `ipv6 mtu 1400`.
    record FamilyMtu(boolean isIpv4, int octets) implements Setting {
        @Override
        public String text() {
            return (isIpv4 ? "ip mtu " : "ipv6 mtu ") + octets;
        }

        @Override
        public Place place() {
            return Place.mtu(isIpv4);
        }
    }

    /// `ip tcp adjust-mss 1360`, `ipv6 tcp adjust-mss 1340`.
    record AdjustMss(boolean isIpv4, int octets) implements Setting {
        @Override
        public String text() {
            return (isIpv4 ? "ip" : "ipv6") + " tcp adjust-mss " + octets;
        }

        @Override
        public Place place() {
            return Place.mss(isIpv4);
        }
    }

    /// `shutdown`: nothing passes.
    record Shutdown() implements Setting {
        @Override
        public String text() {
            return "shutdown";
        }

        @Override
        public Place place() {
            return Place.SHUTDOWN;
        }
    }

    /// A line that is true anyway or only tells people something, and is shown: `description`, `bandwidth`, `ip unnumbered`,
    /// `ip verify unicast`.
    record Told(Place place, String text) implements Setting {}

    /// `no …`: the place is empty again.
    ///
    /// @param kind what is taken away
    /// @param name only if this is there; empty for whatever is there
    record No(Place place, Class<? extends Setting> kind, String name, String text) implements InterfaceLine {
        boolean takes(Setting setting) {
            return kind.isInstance(setting) && (name.isEmpty() || name.equals(setting.name()));
        }
    }

    private static String put(Direction direction) {
        return direction == Direction.IN ? "input" : "output";
    }
}
