package gatehouse.server;

import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.Optional;

/// One thing that we changed on the machine, with all that it takes to undo it. As text it is a line of the record.
sealed interface HostChange {
    /// An address of a device of ours.
    record Address(String device, InetAddress address) implements HostChange {
        @Override
        public String toString() {
            return "address " + device + " " + Addresses.text(address);
        }
    }

    /// A route to a device of ours.
    record Route(String device, Prefix prefix) implements HostChange {
        @Override
        public String toString() {
            return "route " + device + " " + prefix;
        }
    }

    /// Routes to a device of ours that carry a number of ours, however many there are now: networks behind clients come and
    /// go, and are not written down one by one.
    record Routes(String device, int protocol) implements HostChange {
        @Override
        public String toString() {
            return "routes " + device + " " + protocol;
        }
    }

    /// A kernel setting, named by its path below `/proc/sys`.
    record Setting(String name, String before, String now) implements HostChange {
        public Setting {
            if (!name.startsWith("net/") || name.contains("..")) {
                throw new IllegalArgumentException("no setting of the network: " + name);
            }
        }

        @Override
        public String toString() {
            return "setting " + name + " " + before + " " + now;
        }
    }

    /// The table of nftables.
    record Table(String name) implements HostChange {
        @Override
        public String toString() {
            return "table " + name;
        }
    }

    /// The change that a line tells of; nothing if it tells of none.
    static Optional<HostChange> parse(String line) {
        String[] words = line.split(" ");
        try {
            return switch (words[0] + "/" + words.length) {
                case "address/3" -> Optional.of(new Address(words[1], Addresses.parse(words[2])));
                case "route/3" -> Optional.of(new Route(words[1], Prefix.parse(words[2])));
                case "routes/3" -> Optional.of(new Routes(words[1], Integer.parseInt(words[2])));
                case "setting/4" -> Optional.of(new Setting(words[1], words[2], words[3]));
                case "table/2" -> Optional.of(new Table(words[1]));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
