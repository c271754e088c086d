package gatehouse.ike.exchange;

import gatehouse.ike.Effect;
import gatehouse.ike.policy.Contact.Roaming;
import gatehouse.ike.policy.Contact.Roaming.AddressProof;
import gatehouse.ike.request.AddressCheck;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Moves;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Whereabouts;
import gatehouse.net.Path;
import java.net.InetAddress;

/// A client is elsewhere than before: by its own word (RFC 4555), or because authentic packets come from there (RFC 7296,
/// section 2.23).
public final class Moving {
    private Moving() {}

    /// An authentic IKE message came by this path, which says nothing about addresses.
    public static void seen(IkeSa sa, LiveSession live, Path path, Step step) {
        // RFC 4555, section 3.8: "The host not behind a NAT MUST NOT use these dynamic updates for IKEv2 packets". It may
        // be a test whether another path works.
        if (sa.peer().mobike()) return;
        move(sa, live, path, Effect.Moved.By.IKE, step);
    }

    /// An authentic ESP packet came from there.
    public static void seenByTraffic(IkeSa sa, LiveSession live, Path path, Step step) {
        move(sa, live, path, Effect.Moved.By.ESP, step);
        Messages.sendRequests(sa, step);
    }

    /// The client says so.
    static void told(IkeSa sa, LiveSession live, Path path, Step step) {
        move(sa, live, path, Effect.Moved.By.MOBIKE, step);
    }

    private static void move(IkeSa sa, LiveSession live, Path path, Effect.Moved.By by, Step step) {
        Path before = sa.path();
        InetAddress address = path.remote().getAddress();
        Roaming rule = sa.policy().contact().roaming();
        if (path.equals(before) || !rule.allows(address)) return;
        Whereabouts whereabouts = live.whereabouts();
        whereabouts.moved();
        sa.path(path);
        // Only a client that knows MOBIKE knows how to prove it.
        boolean proof = sa.peer().mobike() && rule.proof() != AddressProof.NONE && !whereabouts.hasProved(address);
        if (!proof || rule.proof() == AddressProof.AFTER) {
            sa.children().forEach(child -> step.tools().dataPlane().move(child.inboundSpi(), path));
        }
        live.moved(path, by, step.out());
        Moves.tellAccounting(sa, live, step);
        Messages.repeatElsewhere(sa, step);
        if (proof) AddressCheck.add(sa, live);
    }
}
