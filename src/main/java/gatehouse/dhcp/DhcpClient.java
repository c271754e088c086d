package gatehouse.dhcp;

import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.DhcpLease;
import gatehouse.address.Lease;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.dhcp.Binding.Held;
import gatehouse.dhcp.Binding.State;
import gatehouse.dhcp.DhcpStats.Drop;
import gatehouse.dhcp.DhcpStats.Result;
import gatehouse.dhcp.LeaseReader.Terms;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Leases addresses of DHCP servers for sessions, and renews them while those last. No session waits for another; work per
/// datagram does not grow with how many there are. Belongs to one thread.
///
/// All servers are asked at once, and the first offer is taken: whoever logs in is waiting. Every address is claimed in
/// [Pools] before it is given out, so that nobody who got his from a pool or from RADIUS has the same.
public final class DhcpClient {
    private static final double JITTER = 0.1;
    private static final int MOST_DOUBLINGS = 4;
    /// A REQUEST that was sent this often without a word: the offer is worth nothing.
    private static final int REQUEST_TRIES = 3;
    /// After as many refused offers there is no sense in another.
    private static final int MOST_RESTARTS = 3;
    private static final int LONGEST_MESSAGE = 100;
    /// RFC 2131, section 4.4.5, wants a minute at least; but whose lease runs out here is thrown out of his session.
    private static final Duration SHORTEST_RENEWAL_WAIT = Duration.ofSeconds(10);

    private final DhcpPolicy policy;
    private final Pools pools;
    private final SecureRandom random;
    private final DhcpStats stats = new DhcpStats();
    private final Map<String, Binding> sessions = new HashMap<>();
    private final Map<Bytes, Binding> clients = new HashMap<>();
    private final Map<Long, Binding> transactions = new HashMap<>();
    private final TreeSet<Binding> deadlines = new TreeSet<>(
            Comparator.<Binding, Instant>comparing(binding -> binding.deadline)
                    .thenComparingLong(binding -> binding.number));
    private long bindings;

    public DhcpClient(DhcpPolicy policy, Pools pools, SecureRandom random) {
        this.policy = policy;
        this.pools = pools;
        this.random = random;
    }

    /// Reacts to what happened, now.
    public List<DhcpEffect> handle(DhcpInput input, Instant now) {
        var out = new ArrayList<DhcpEffect>(2);
        switch (input) {
            case DhcpInput.Ask(var question) -> ask(question, now, out);
            case DhcpInput.Release(var session) -> release(session, now, out);
            case DhcpInput.Received(var from, var octets) -> received(from, octets, now, out);
            case DhcpInput.TimeAdvanced() -> advance(now, out);
        }
        return out;
    }

    /// When to call [#handle] with [DhcpInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        return deadlines.isEmpty() ? Optional.empty() : Optional.of(deadlines.first().deadline);
    }

    public DhcpStats stats() {
        return stats;
    }

    /// Sessions that want or have an address.
    public int size() {
        return sessions.size();
    }

    /// Questions and renewals that wait for a server.
    public int waiting() {
        return transactions.size();
    }

    private void ask(AddressQuestion question, Instant now, List<DhcpEffect> out) {
        List<InetAddress> servers = question.servers().isEmpty() ? policy.servers() : question.servers();
        InetAddress giaddr =
                question.giaddr().equals(AddressQuestion.CONFIGURED) ? policy.giaddr() : question.giaddr();
        Duration timeout = question.timeout().isZero() ? policy.timeout() : question.timeout();
        Optional<String> objection = objection(question, servers, giaddr);
        if (objection.isPresent()) {
            refuse(question.session(), objection.get(), out);
            return;
        }
        ClientIdentity client = identity(question);
        var binding = new Binding(
                question.session(),
                client,
                servers,
                giaddr,
                question.superseded(),
                ++bindings,
                now.plus(timeout));
        sessions.put(binding.session, binding);
        binding.predecessor = Optional.ofNullable(clients.put(client.identifier(), binding));
        select(binding, now, out);
    }

    private Optional<String> objection(AddressQuestion question, List<InetAddress> servers, InetAddress giaddr) {
        if (sessions.containsKey(question.session())) {
            return Optional.of("session " + question.session() + " has an address of DHCP already, or asked for it");
        }
        if (question.identity().isEmpty()) return Optional.of("no identity to tell the DHCP server");
        if (servers.isEmpty()) return Optional.of("there is no DHCP server: see dhcp.servers");
        for (InetAddress server : servers) {
            if (server.getAddress().length != 4) {
                return Optional.of("DHCP server " + Addresses.text(server) + " has no IPv4 address");
            }
        }
        if (giaddr.equals(AddressQuestion.CONFIGURED) || giaddr.getAddress().length != 4) {
            return Optional.of("there is no IPv4 address for DHCP servers to answer to: see dhcp.giaddr");
        }
        return Optional.empty();
    }

    /// The first that nobody uses, or whose session is about to end.
    private ClientIdentity identity(AddressQuestion question) {
        for (int number = 1;; number++) {
            ClientIdentity client = ClientIdentity.of(question.identity(), number);
            Binding other = clients.get(client.identifier());
            if (other == null || question.superseded().contains(other.session)) return client;
        }
    }

    private void select(Binding binding, Instant now, List<DhcpEffect> out) {
        begin(binding, new State.Selecting(), now);
        transmit(binding, now, out);
    }

    /// A new transaction.
    private void begin(Binding binding, State state, Instant now) {
        end(binding);
        do {
            binding.xid = random.nextInt() & 0xffff_ffffL;
        } while (transactions.putIfAbsent(binding.xid, binding) != null);
        binding.begun = now;
        enter(binding, state);
    }

    private void end(Binding binding) {
        transactions.remove(binding.xid, binding);
    }

    private static void enter(Binding binding, State state) {
        binding.state = state;
        binding.sent = 0;
    }

    /// Sends what the state says, and sets the time for the next step.
    private void transmit(Binding binding, Instant now, List<DhcpEffect> out) {
        var messages = new DhcpMessages(policy, binding, now);
        switch (binding.state) {
            case State.Selecting() -> {
                send(binding, MessageType.DISCOVER, messages.discover(), binding.servers, out);
                wake(binding, earlier(now.plus(backoff(binding)), binding.giveUpAt));
            }
            case State.Requesting(var offer) -> {
                // To all of them: "Those servers not selected by the DHCPREQUEST message use the message as notification
                // that the client has declined that server's offer" (RFC 2131, section 3.1).
                send(binding, MessageType.REQUEST, messages.request(offer.lease()), binding.servers, out);
                wake(binding, earlier(now.plus(backoff(binding)), binding.giveUpAt));
            }
            case State.Renewing(var held) -> {
                send(binding, MessageType.REQUEST, messages.renew(held.terms().lease()), List.of(held.grantor()), out);
                wake(binding, renewalWait(now, held.rebindAt()));
            }
            case State.Rebinding(var held) -> {
                send(binding, MessageType.REQUEST, messages.renew(held.terms().lease()), binding.servers, out);
                wake(binding, renewalWait(now, held.expiresAt()));
            }
            case State.Bound _,State.Lost _ -> throw new IllegalStateException("nothing to send: " + binding.state);
        }
        binding.sent++;
    }

    private void send(
            Binding binding, MessageType type, DhcpPacket packet, List<InetAddress> servers, List<DhcpEffect> out) {
        Bytes octets = packet.write();
        for (InetAddress server : servers) {
            stats.sent(type);
            out.add(new DhcpEffect.Send(binding.giaddr, new InetSocketAddress(server, policy.serverPort()), octets));
        }
    }

    /// RFC 2131, section 4.1: "a randomized exponential backoff algorithm".
    private Duration backoff(Binding binding) {
        return jittered(policy.retransmit().multipliedBy(1L << Math.min(binding.sent, MOST_DOUBLINGS)));
    }

    private Duration jittered(Duration duration) {
        return duration.plusNanos((long) (duration.toNanos() * JITTER * (2 * random.nextDouble() - 1)));
    }

    /// RFC 2131, section 4.4.5: "the client SHOULD wait one-half of the remaining time until T2 … and one-half of the
    /// remaining lease time".
    private static Instant renewalWait(Instant now, Instant end) {
        Duration half = Duration.between(now, end).dividedBy(2);
        Duration wait = half.compareTo(SHORTEST_RENEWAL_WAIT) < 0 ? SHORTEST_RENEWAL_WAIT : half;
        return earlier(now.plus(wait), end);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private void wake(Binding binding, Instant at) {
        rest(binding);
        binding.deadline = at;
        deadlines.add(binding);
    }

    private void rest(Binding binding) {
        if (binding.deadline != null) deadlines.remove(binding);
        binding.deadline = null;
    }

    private void advance(Instant now, List<DhcpEffect> out) {
        while (!deadlines.isEmpty() && !deadlines.first().deadline.isAfter(now)) {
            Binding binding = deadlines.first();
            rest(binding);
            overdue(binding, now, out);
        }
    }

    private void overdue(Binding binding, Instant now, List<DhcpEffect> out) {
        switch (binding.state) {
            case State.Selecting() -> {
                if (now.isBefore(binding.giveUpAt)) transmit(binding, now, out);
                else giveUp(binding, "no DHCP server made an offer: " + texts(binding.servers), now, out);
            }
            case State.Requesting(var offer) -> unconfirmed(binding, offer.lease(), now, out);
            case State.Bound(var held) -> {
                begin(binding, new State.Renewing(held), now);
                transmit(binding, now, out);
            }
            case State.Renewing(var held) -> {
                if (!now.isBefore(held.rebindAt())) enter(binding, new State.Rebinding(held));
                transmit(binding, now, out);
            }
            case State.Rebinding(var held) -> {
                if (now.isBefore(held.expiresAt())) transmit(binding, now, out);
                else lose(binding, held, "no DHCP server renewed " + Addresses.text(held.claim().address()), out);
            }
            case State.Lost _ -> throw new IllegalStateException("nothing is waited for");
        }
    }

    private void unconfirmed(Binding binding, DhcpLease offer, Instant now, List<DhcpEffect> out) {
        if (now.isBefore(binding.giveUpAt) && binding.sent < REQUEST_TRIES) {
            transmit(binding, now, out);
            return;
        }
        String what = "DHCP server " + Addresses.text(offer.server()) + " offered " + Addresses.text(offer.address())
                + " and did not confirm it";
        if (!now.isBefore(binding.giveUpAt)) {
            giveUp(binding, what, now, out);
            return;
        }
        if (binding.servers.size() > 1) binding.unreliable.add(offer.server());
        takeBack(binding, now, out);
        restart(binding, what, now, out);
    }

    private void restart(Binding binding, String why, Instant now, List<DhcpEffect> out) {
        if (binding.restarts++ < MOST_RESTARTS) select(binding, now, out);
        else giveUp(binding, why, now, out);
    }

    private void giveUp(Binding binding, String reason, Instant now, List<DhcpEffect> out) {
        takeBack(binding, now, out);
        remove(binding);
        refuse(binding.session, reason, out);
    }

    private void refuse(String session, String reason, List<DhcpEffect> out) {
        stats.count(Result.REFUSED);
        out.add(new DhcpEffect.Answered(session, new AddressAnswer.Refused(reason)));
    }

    /// The session still has the address, until it is released.
    private void lose(Binding binding, Held held, String reason, List<DhcpEffect> out) {
        end(binding);
        rest(binding);
        enter(binding, new State.Lost(held));
        stats.count(Result.LOST);
        out.add(new DhcpEffect.Lost(binding.session, reason));
    }

    private void remove(Binding binding) {
        end(binding);
        rest(binding);
        sessions.remove(binding.session, binding);
        if (!clients.remove(binding.client.identifier(), binding)) return;
        binding.predecessor
                .filter(old -> sessions.get(old.session) == old)
                .ifPresent(old -> clients.put(old.client.identifier(), old));
    }

    private void release(String session, Instant now, List<DhcpEffect> out) {
        Binding binding = sessions.get(session);
        if (binding == null) return;
        takeBack(binding, now, out);
        remove(binding);
    }

    /// Tells the server that the address is not needed, and gives back our claim to it.
    private void takeBack(Binding binding, Instant now, List<DhcpEffect> out) {
        switch (binding.state) {
            case State.Selecting() -> {}
            // Its confirmation may have been lost. But what was offered to the successor of a session that still lives, is
            // what that one has.
            case State.Requesting(var offer) -> {
                if (binding.predecessor.isEmpty()) tellRelease(binding, offer.lease(), binding.servers, now, out);
            }
            case State.Bound(var held) -> giveBack(binding, held, now, out);
            case State.Renewing(var held) -> giveBack(binding, held, now, out);
            case State.Rebinding(var held) -> giveBack(binding, held, now, out);
            case State.Lost(var held) -> pools.release(held.claim());
        }
    }

    private void giveBack(Binding binding, Held held, Instant now, List<DhcpEffect> out) {
        pools.release(held.claim());
        // A successor is the same client for the server, and is about to get the same address.
        if (clients.get(binding.client.identifier()) != binding) return;
        tellRelease(binding, held.terms().lease(), List.of(held.grantor()), now, out);
    }

    private void tellRelease(
            Binding binding, DhcpLease lease, List<InetAddress> servers, Instant now, List<DhcpEffect> out) {
        DhcpPacket release = new DhcpMessages(policy, binding, now).release(lease);
        send(binding, MessageType.RELEASE, release, servers, out);
    }

    private void received(InetSocketAddress from, Bytes octets, Instant now, List<DhcpEffect> out) {
        Optional<Drop> drop;
        try {
            DhcpPacket packet = DhcpPacket.read(octets);
            Binding binding = transactions.get(packet.xid());
            drop = objection(binding, from, packet);
            if (drop.isEmpty()) drop = take(binding, from.getAddress(), packet, now, out);
        } catch (MalformedException _) {
            drop = Optional.of(Drop.MALFORMED);
        }
        drop.ifPresent(stats::drop);
    }

    private static Optional<Drop> objection(Binding binding, InetSocketAddress from, DhcpPacket packet) {
        if (packet.op() != DhcpPacket.REPLY) return Optional.of(Drop.NOT_A_REPLY);
        if (binding == null) return Optional.of(Drop.NO_TRANSACTION);
        if (!binding.servers.contains(from.getAddress())) return Optional.of(Drop.UNKNOWN_SOURCE);
        // RFC 6842: servers return the client identifier; older ones do not.
        boolean same = packet.options()
                .get(OptionCode.CLIENT_IDENTIFIER)
                .filter(identifier -> !identifier.equals(binding.client.identifier()))
                .isEmpty();
        return same && packet.chaddr().equals(binding.client.chaddr())
                ? Optional.empty()
                : Optional.of(Drop.OTHER_CLIENT);
    }

    private Optional<Drop> take(
            Binding binding, InetAddress from, DhcpPacket packet, Instant now, List<DhcpEffect> out)
            throws MalformedException {
        MessageType type = packet.options()
                .type()
                .orElseThrow(() -> new MalformedException("option 53: none, as in BOOTP"));
        InetAddress server = LeaseReader.server(packet);
        Optional<Drop> drop = switch (binding.state) {
            case State.Selecting() -> type.equals(MessageType.OFFER)
                    ? offered(binding, packet, now, out)
                    : Optional.of(Drop.OUT_OF_TURN);
            case State.Requesting(var offer) -> {
                if (!offer.lease().server().equals(server)) yield Optional.of(Drop.OUT_OF_TURN);
                if (type.equals(MessageType.ACK)) yield confirmed(binding, offer, from, packet, now, out);
                if (type.equals(MessageType.NAK)) yield rejected(binding, offer.lease(), packet, now, out);
                yield Optional.of(Drop.OUT_OF_TURN);
            }
            case State.Renewing(var held) -> prolonged(binding, held, type, from, packet, now, out);
            case State.Rebinding(var held) -> prolonged(binding, held, type, from, packet, now, out);
            case State.Bound _,State.Lost _ -> Optional.of(Drop.OUT_OF_TURN);
        };
        if (drop.isEmpty()) stats.received(type);
        return drop;
    }

    private Optional<Drop> offered(Binding binding, DhcpPacket packet, Instant now, List<DhcpEffect> out)
            throws MalformedException {
        Terms offer = LeaseReader.read(packet);
        if (binding.unreliable.contains(offer.lease().server())) return Optional.of(Drop.UNRELIABLE_SERVER);
        enter(binding, new State.Requesting(offer));
        transmit(binding, now, out);
        return Optional.empty();
    }

    private Optional<Drop> confirmed(
            Binding binding, Terms offer, InetAddress from, DhcpPacket packet, Instant now, List<DhcpEffect> out)
            throws MalformedException {
        Terms terms = LeaseReader.read(packet);
        InetAddress address = terms.lease().address();
        if (!address.equals(offer.lease().address())) return Optional.of(Drop.OTHER_ADDRESS);
        switch (claim(binding, address)) {
            case Pools.Claim.Granted(var claim) -> {
                // From here on nothing of the session before can be told to the server any more.
                binding.predecessor = Optional.empty();
                hold(binding, claim, terms, from, now);
                stats.count(Result.LEASED);
                out.add(new DhcpEffect.Answered(binding.session, new AddressAnswer.Leased(terms.lease())));
            }
            case Pools.Claim.HeldBy(var holder) -> decline(binding, terms.lease(), "session " + holder, now, out);
            case Pools.Claim.Reserved() -> decline(binding, terms.lease(), "the gateway itself", now, out);
        }
        return Optional.empty();
    }

    private Pools.Claim claim(Binding binding, InetAddress address) {
        Pools.Claim claim = pools.claim(address, binding.session);
        if (!(claim instanceof Pools.Claim.HeldBy(var holder)) || !binding.superseded.contains(holder)) return claim;
        Optional<Lease> taken = pools.takeOver(address, holder, binding.session);
        if (taken.isEmpty()) return claim;
        Binding old = sessions.get(holder);
        if (old != null) remove(old);
        return new Pools.Claim.Granted(taken.get());
    }

    private void decline(Binding binding, DhcpLease lease, String holder, Instant now, List<DhcpEffect> out) {
        DhcpPacket decline = new DhcpMessages(policy, binding, now).decline(lease);
        send(binding, MessageType.DECLINE, decline, binding.servers, out);
        String why = "DHCP server " + Addresses.text(lease.server()) + " leased " + Addresses.text(lease.address())
                + ", which " + holder + " has";
        // What was declined is not to be released.
        enter(binding, new State.Selecting());
        restart(binding, why, now, out);
    }

    private void hold(Binding binding, Lease claim, Terms terms, InetAddress grantor, Instant now) {
        end(binding);
        DhcpLease lease = terms.lease();
        boolean forever = lease.lifetime().equals(DhcpLease.FOREVER);
        // Earlier by chance, so that who came together does not renew together.
        Duration renew = terms.renew().minusNanos((long) (terms.renew().toNanos() * JITTER * random.nextDouble()));
        var held = new Held(
                claim, terms, grantor, now.plus(renew), now.plus(terms.rebind()), now.plus(lease.lifetime()));
        enter(binding, new State.Bound(held));
        if (forever) rest(binding);
        else wake(binding, held.renewAt());
    }

    private Optional<Drop> rejected(
            Binding binding, DhcpLease offer, DhcpPacket packet, Instant now, List<DhcpEffect> out) {
        enter(binding, new State.Selecting());
        restart(binding, "DHCP server " + Addresses.text(offer.server()) + " offered " + Addresses.text(offer.address())
                + " and then refused it" + message(packet), now, out);
        return Optional.empty();
    }

    private Optional<Drop> prolonged(
            Binding binding,
            Held held,
            MessageType type,
            InetAddress from,
            DhcpPacket packet,
            Instant now,
            List<DhcpEffect> out)
            throws MalformedException {
        String address = Addresses.text(held.claim().address());
        if (type.equals(MessageType.NAK)) {
            lose(binding, held, "DHCP server " + Addresses.text(from) + " withdrew " + address + message(packet), out);
            return Optional.empty();
        }
        if (!type.equals(MessageType.ACK)) return Optional.of(Drop.OUT_OF_TURN);
        Terms terms = LeaseReader.read(packet);
        if (!terms.lease().address().equals(held.claim().address())) return Optional.of(Drop.OTHER_ADDRESS);
        hold(binding, held.claim(), terms, from, now);
        stats.count(Result.RENEWED);
        return Optional.empty();
    }

    /// What a server says of its refusal, as far as it is fit for a log.
    private static String message(DhcpPacket packet) {
        String text = packet.options().text(OptionCode.MESSAGE);
        if (text.isEmpty()) return "";
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return ": " + clean.substring(0, Math.min(clean.length(), LONGEST_MESSAGE));
    }

    private static String texts(List<InetAddress> servers) {
        return String.join(", ", servers.stream().map(Addresses::text).toList());
    }
}
