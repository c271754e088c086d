package gatehouse.ike.exchange;

import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.AddressSource;
import gatehouse.address.DhcpLease;
import gatehouse.address.Lease;
import gatehouse.address.Pools;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ConfigurationReply;
import gatehouse.ike.sa.Step;
import gatehouse.net.Addresses;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.CpPayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the inner addresses of a session: at most one per family, of the families that the client asks for.
final class AddressAssignment {
    private static final String BY_DHCP = "(DHCP)";

    private final SessionId session;
    private final Authorization authorization;
    private final AddressConflict conflict;
    private final Set<SessionId> superseded;
    private final CpPayload request;
    private final Optional<DhcpLease> dhcp;
    private final Step step;
    private final List<Lease> leases = new ArrayList<>(2);

    /// @param dhcp       what a DHCP server leased, where one had to be asked; it is given back there, not here
    /// @param superseded sessions that this one takes the place of; what they hold may be taken
    AddressAssignment(
            SessionId session,
            Authorization authorization,
            AddressConflict conflict,
            Set<SessionId> superseded,
            CpPayload request,
            Optional<DhcpLease> dhcp,
            Step step) {
        this.session = session;
        this.authorization = authorization;
        this.conflict = conflict;
        this.superseded = superseded;
        this.request = request;
        this.dhcp = dhcp;
        this.step = step;
    }

    /// The leases; what was taken is given back when this refuses.
    List<Lease> assign() throws RefusedException {
        try {
            for (AddressSource source : authorization.addresses()) {
                boolean ipv4 = isIpv4(source);
                boolean have = leases.stream().anyMatch(lease -> (lease.address().getAddress().length == 4) == ipv4);
                if (!have && ConfigurationReply.asksForAddress(request, ipv4)) take(source);
            }
            if (leases.isEmpty()) {
                throw RefusedException.internalAddressFailure(
                        authorization.addresses().isEmpty()
                                ? "no address source: no Framed-IP-Address, no pool, no DHCP server"
                                : "the client asks for no address of a family that there is a source for");
            }
            return leases;
        } catch (RefusedException e) {
            giveBack(leases, session, superseded, step);
            throw e;
        }
    }

    private void take(AddressSource source) throws RefusedException {
        switch (source) {
            case AddressSource.Fixed(var address) -> leases.add(claim(address));
            case AddressSource.FromPool(var pool) -> leases.add(lease(pool));
            case AddressSource.FromIpv6Pool(var pool) -> leases.add(lease(pool));
            case AddressSource.FromDhcp() -> leases.add(dhcp.map(this::leased)
                    .orElseThrow(() -> RefusedException.internalAddressFailure("no DHCP server was asked")));
            case AddressSource.ClientChoice(var pool) -> {
                Optional<Lease> wished = ConfigurationReply.wish(request, true)
                        .filter(address -> step.tools().pools().contains(pool, address))
                        .flatMap(this::ifFree);
                leases.add(wished.isPresent() ? wished.get() : lease(pool));
            }
        }
    }

    /// Of which families a client may have an address, whatever it asked for (RFC 8983, section 4): so that it does not ask for
    /// one in vain, and asks for one that it could have.
    static List<NotifyPayload> allowed(Authorization authorization) {
        List<AddressSource> sources = authorization.addresses();
        var allowed = new ArrayList<NotifyPayload>(2);
        if (sources.stream().anyMatch(AddressAssignment::isIpv4)) allowed.add(NotifyPayload.of(NotifyType.IP4_ALLOWED));
        if (!sources.stream().allMatch(AddressAssignment::isIpv4))
            allowed.add(NotifyPayload.of(NotifyType.IP6_ALLOWED));
        return allowed;
    }

    /// Whether the address of the client has to come from a DHCP server, which is asked first then.
    static boolean needsDhcp(Authorization authorization, CpPayload request) {
        return ConfigurationReply.asksForAddress(request, true)
                && authorization.addresses().stream().filter(AddressAssignment::isIpv4).findFirst()
                        .filter(AddressSource.FromDhcp.class::isInstance)
                        .isPresent();
    }

    // The holder that the pools have for it is another, so that releasing this one does nothing there.
    private Lease leased(DhcpLease lease) {
        return new Lease(lease.address(), lease.prefixLength(), BY_DHCP, session.text());
    }

    private Lease lease(String pool) throws RefusedException {
        Pools pools = step.tools().pools();
        // Who takes the place of an older session goes on with its address.
        for (SessionId old : superseded) {
            Optional<Lease> kept = step.tools().directory().find(old).stream()
                    .flatMap(one -> one.addresses().stream())
                    .filter(address -> pools.contains(pool, address))
                    .flatMap(address -> pools.takeOver(address, old.text(), session.text()).stream())
                    .findFirst();
            if (kept.isPresent()) return kept.get();
        }
        return pools.lease(pool, authorization.user(), session.text())
                .orElseThrow(() -> RefusedException.internalAddressFailure(pools.refusal(pool)));
    }

    /// A login that comes to nothing: who would have made way has its addresses again, the others are free.
    static void giveBack(List<Lease> leases, SessionId session, Set<SessionId> superseded, Step step) {
        Pools pools = step.tools().pools();
        for (Lease lease : leases) {
            boolean returned = superseded.stream()
                    .flatMap(old -> step.tools().directory().find(old).stream())
                    .filter(old -> old.addresses().contains(lease.address()))
                    .anyMatch(old -> pools.takeOver(lease.address(), session.text(), old.id().text()).isPresent());
            if (!returned) pools.release(lease);
        }
    }

    private Optional<Lease> ifFree(InetAddress address) {
        return step.tools().pools().claim(address, session.text()) instanceof Pools.Claim.Granted(var lease)
                ? Optional.of(lease)
                : Optional.empty();
    }

    private Lease claim(InetAddress address) throws RefusedException {
        Pools pools = step.tools().pools();
        return switch (pools.claim(address, session.text())) {
            case Pools.Claim.Granted(var lease) -> lease;
            case Pools.Claim.Reserved() -> throw RefusedException.internalAddressFailure(
                    "Framed-IP-Address " + Addresses.text(address) + " is the gateway's own");
            case Pools.Claim.HeldBy(var holder) -> {
                var other = new SessionId(holder);
                boolean superseding = superseded.contains(other);
                if (!superseding && conflict == AddressConflict.REFUSE) {
                    throw RefusedException.internalAddressFailure(
                            "Framed-IP-Address " + Addresses.text(address) + " is held by session " + holder);
                }
                Lease lease = pools.takeOver(address, holder, session.text())
                        .orElseThrow(() -> RefusedException.internalAddressFailure(
                                Addresses.text(address) + " went to somebody else meanwhile"));
                if (!superseding) {
                    String reason = "address " + Addresses.text(address) + " was given to session " + session;
                    step.emit(new Effect.Order(
                            new SessionCommand.Disconnect(other, TerminateCause.PORT_PREEMPTED, reason)));
                }
                yield lease;
            }
        };
    }

    private static boolean isIpv4(AddressSource source) {
        return switch (source) {
            case AddressSource.Fixed(var address) -> address.getAddress().length == 4;
            case AddressSource.FromPool _,AddressSource.ClientChoice _,AddressSource.FromDhcp _ -> true;
            case AddressSource.FromIpv6Pool _ -> false;
        };
    }
}
