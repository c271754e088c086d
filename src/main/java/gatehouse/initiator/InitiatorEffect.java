package gatehouse.initiator;

import gatehouse.dataplane.ChildSaSpec;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.TrafficSelector;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// Everything that the client wants done.
public sealed interface InitiatorEffect {
    record Send(Datagram datagram) implements InitiatorEffect {}

    /// Something for whoever watches: one line.
    record Told(String line) implements InitiatorEffect {}

    /// A request was answered.
    ///
    /// @param took    from when it was sent first
    /// @param repeats how often it was sent again
    record Exchanged(ExchangeType exchange, Duration took, int repeats) implements InitiatorEffect {}

    /// The session is up.
    ///
    /// @param addresses inner addresses
    /// @param reachable what the gateway lets the client reach
    /// @param configuration all that the gateway told in its configuration payload
    /// @param child     the Child SA, for a data plane
    record Connected(
            IdPayload gateway,
            List<InetAddress> addresses,
            List<InetAddress> dns,
            List<TrafficSelector> reachable,
            List<CfgAttribute> configuration,
            ChildSaSpec child) implements InitiatorEffect {
        public Connected {
            addresses = List.copyOf(addresses);
            dns = List.copyOf(dns);
            reachable = List.copyOf(reachable);
            configuration = List.copyOf(configuration);
        }
    }

    /// The gateway told something new while the session was up (CFG_SET).
    record Configured(List<CfgAttribute> configuration) implements InitiatorEffect {
        public Configured {
            configuration = List.copyOf(configuration);
        }
    }

    /// A rekey or another Child SA that was asked for is done, or refused.
    record Rekeyed(boolean done, String what) implements InitiatorEffect {}

    /// The gateway answered [InitiatorInput.CheckLiveness].
    record Alive() implements InitiatorEffect {}

    /// The gateway answered an update of our address.
    record Moved(List<Payload> answer) implements InitiatorEffect {
        public Moved {
            answer = List.copyOf(answer);
        }
    }

    /// The gateway answered by a path that was tried.
    record Reached(Path path, List<Payload> answer) implements InitiatorEffect {
        public Reached {
            answer = List.copyOf(answer);
        }
    }

    /// The gateway did not answer by a path that was tried.
    record Unreached(Path path) implements InitiatorEffect {}

    /// The gateway answered [InitiatorInput.Announce].
    ///
    /// @param accepted one attribute without a value for each network that it accepted
    record Acknowledged(List<CfgAttribute> accepted) implements InitiatorEffect {
        public Acknowledged {
            accepted = List.copyOf(accepted);
        }
    }

    /// The gateway sends the client to another (RFC 5685).
    record Redirected(RedirectTarget target) implements InitiatorEffect {}

    /// It is over.
    record Closed(boolean wished, String reason) implements InitiatorEffect {}
}
