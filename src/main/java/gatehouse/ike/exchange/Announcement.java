package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.SessionId;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.Payload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The networks behind it that a client announces (CFG_SET; RFC 7296, section 3.15), as Cisco's spokes do: what was made of
/// each. A CFG_SET that names networks takes the place of the one before; one that names none says nothing about them.
///
/// @param networks what is behind the client by its own word, claimed
/// @param refused  what is not, and why; empty if nothing was refused
/// @param ack      what the client is told
record Announcement(List<NetworkBehind> networks, String refused, CpPayload ack) {
    static final int MOST = 64;
    private static final int MOST_TOLD = 4;

    /// What the client is and has when it announces.
    ///
    /// @param addresses  its own inner addresses, which need no announcement
    /// @param granted    networks that AAA granted
    /// @param announced  those that it announced before
    /// @param superseded sessions that this one takes the place of
    record Client(
            List<InetAddress> addresses,
            List<NetworkBehind> granted,
            List<NetworkBehind> announced,
            Set<SessionId> superseded) {}

    static Announcement of(
            CpPayload set, Authorization authorization, Client client, ClientNetworks networks) {
        List<CfgAttribute> subnets = set.attributes().stream()
                .filter(attribute -> attribute.type().equals(CfgAttributeType.INTERNAL_IP4_SUBNET)
                        || attribute.type().equals(CfgAttributeType.INTERNAL_IP6_SUBNET))
                .toList();
        Optional<Granted.RouteAccept> rule = ClientNetworks.rule(authorization);
        if (subnets.isEmpty() || rule.isEmpty()) {
            String refused = subnets.isEmpty() ? "" : "route-accept is not granted";
            return new Announcement(client.announced(), refused, new CpPayload(CfgType.ACK, List.of()));
        }
        var accepted = new LinkedHashSet<Prefix>();
        var known = new ArrayList<CfgAttribute>();
        var refused = new ArrayList<String>();
        for (CfgAttribute attribute : subnets) {
            Optional<Prefix> prefix = prefix(attribute);
            Optional<String> objection = prefix.isEmpty()
                    ? Optional.of("is no network")
                    : objection(prefix.get(), accepted, client, networks);
            if (objection.isPresent()) {
                refused.add(prefix.map(Prefix::toString).orElseGet(attribute.value()::toString) + " "
                        + objection.get());
            } else {
                // "it MUST contain the attributes that the responder accepted with zero-length data".
                known.add(CfgAttribute.request(attribute.type()));
                if (!has(client, prefix.get())) accepted.add(prefix.get());
            }
        }
        List<NetworkBehind> now = accepted.stream()
                .map(prefix -> new NetworkBehind(prefix, rule.get().distance(), rule.get().tag()))
                .toList();
        return new Announcement(now, told(refused), new CpPayload(CfgType.ACK, known));
    }

    /// A CFG_SET in a live session. Answers what the reply to it holds.
    static List<Payload> live(IkeSa sa, LiveSession live, Request request, Step step) {
        Optional<CpPayload> set = request.all(CpPayload.class).stream()
                .filter(cp -> cp.cfgType().equals(CfgType.SET))
                .findFirst();
        if (set.isEmpty()) return List.of();
        var networks = new ClientNetworks(sa, live.session().id(), step);
        List<NetworkBehind> granted = ClientNetworks.granted(live.authorization());
        List<NetworkBehind> before = live.session().networks();
        Announcement made = of(
                set.get(),
                live.authorization(),
                new Client(live.session().addresses(), granted, live.announced(), Set.of()),
                networks);
        networks.settle(live, granted, made.networks());
        if (live.tellRefused(made.refused()) || !live.session().networks().equals(before)) {
            live.changed(made.what(), step.out());
        }
        if (!live.session().networks().equals(before)) {
            live.interim(sa.usage(step.tools().dataPlane()), step.now(), step.out());
        }
        return List.of(made.ack());
    }

    /// For the log.
    String what() {
        return refused.isEmpty() ? "networks" : "networks; refused: " + refused;
    }

    private static Optional<String> objection(
            Prefix prefix, Set<Prefix> accepted, Client client, ClientNetworks networks) {
        if (has(client, prefix) || accepted.contains(prefix)) return Optional.empty();
        if (accepted.size() == MOST) return Optional.of("is one more than " + MOST);
        return networks.claimAnnounced(prefix, client.superseded());
    }

    private static boolean has(Client client, Prefix prefix) {
        boolean address = prefix.length() == prefix.base().getAddress().length * 8
                && client.addresses().contains(prefix.base());
        return address || client.granted().stream().anyMatch(network -> network.prefix().equals(prefix));
    }

    /// INTERNAL_IP4_SUBNET is an address and a mask, INTERNAL_IP6_SUBNET an address and a length (section 3.15.1).
    private static Optional<Prefix> prefix(CfgAttribute attribute) {
        Bytes value = attribute.value();
        if (attribute.type().equals(CfgAttributeType.INTERNAL_IP4_SUBNET)) {
            if (value.length() != 8) return Optional.empty();
            int mask = (int) value.u32(4);
            int length = Integer.bitCount(mask);
            boolean contiguous = mask == (length == 0 ? 0 : -1 << 32 - length);
            return contiguous ? Optional.of(new Prefix(Addresses.of(value.slice(0, 4)), length)) : Optional.empty();
        }
        if (value.length() != 17) return Optional.empty();
        int length = value.toArray()[16] & 0xff;
        return length > 128 ? Optional.empty() : Optional.of(new Prefix(Addresses.of(value.slice(0, 16)), length));
    }

    private static String told(List<String> refused) {
        String first = String.join(", ", refused.subList(0, Math.min(refused.size(), MOST_TOLD)));
        return refused.size() <= MOST_TOLD ? first : first + " and " + (refused.size() - MOST_TOLD) + " more";
    }
}
