package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Input;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// All shards, and which of them something belongs to. Only octets of the IKE header (RFC 7296, section 3.1) are looked
/// at, none of them is believed.
final class Shards implements Orders, SessionOwners {
    private static final int INITIATOR_SPI = 0;
    private static final int RESPONDER_SPI = 8;
    private static final int FLAGS = 19;
    private static final int HEADER_LENGTH = 28;
    private static final int FROM_INITIATOR = 0x08;

    private final SessionDirectory directory;
    private final long seed;
    private List<Shard> all = List.of();
    private boolean eachReceives;

    /// @param seed by chance, so that nobody can choose his shard
    Shards(SessionDirectory directory, long seed) {
        this.directory = directory;
        this.seed = seed;
    }

    /// Before the first datagram.
    ///
    /// @param eachReceives whether every shard has sockets of its own on each port, and so the kernel spreads clients over them
    void are(List<Shard> shards, boolean eachReceives) {
        all = List.copyOf(shards);
        this.eachReceives = eachReceives;
    }

    List<Shard> all() {
        return all;
    }

    /// The shard that a message belongs to. One that belongs to nobody stays with the shard that received it.
    Shard ownerOf(Bytes message, InetSocketAddress remote, Shard receiver) {
        int owner = owner(message, remote, all.size(), seed);
        // What the kernel spreads need not be spread again: a flood would fill the queue from shard to shard, and then there
        // is no room in it for clients. Repeats come from the same address and port, and so to the same socket.
        return owner < 0 || eachReceives && isFirst(message) ? receiver : all.get(owner);
    }

    /// Of a message that has a header: whether nobody has chosen an SPI of ours yet.
    static boolean isFirst(Bytes message) {
        return message.u64(ours(message)) == 0;
    }

    // The SPI that we chose is the responder's, unless we were the initiator: then the other side's messages do not have the
    // initiator flag.
    private static int ours(Bytes message) {
        return (message.u8(FLAGS) & FROM_INITIATOR) != 0 ? RESPONDER_SPI : INITIATOR_SPI;
    }

    /// The number of the owner; negative if it has none.
    static int owner(Bytes message, InetSocketAddress remote, int shards, long seed) {
        if (message.length() < HEADER_LENGTH) return -1;
        long ours = message.u64(ours(message));
        if (ours == 0) return chosen(message.u64(INITIATOR_SPI), remote, shards, seed);
        int owner = (int) ours & 0xff;
        return owner < shards ? owner : -1;
    }

    /// A first message and its repeats, with a cookie or another group, go the same way.
    private static int chosen(long spi, InetSocketAddress remote, int shards, long seed) {
        long hash = (spi ^ seed) * 0x9e3779b97f4a7c15L + remote.getAddress().hashCode();
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return (int) Long.remainderUnsigned(hash ^ hash >>> 32, shards);
    }

    @Override
    public CompletableFuture<Outcome> perform(SessionCommand command) {
        return owner(command.session()).map(shard -> shard.perform(command)).orElseGet(Shards::notFound);
    }

    @Override
    public CompletableFuture<Outcome> change(SessionId session, AuthorizationChange change) {
        return owner(session).map(shard -> shard.change(session, change)).orElseGet(Shards::notFound);
    }

    @Override
    public CompletableFuture<Outcome> judge(SessionId session, AuthorizationChange change) {
        return owner(session).map(shard -> shard.judge(session, change)).orElseGet(Shards::notFound);
    }

    private static CompletableFuture<Outcome> notFound() {
        return CompletableFuture.completedFuture(new Outcome.NotFound());
    }

    @Override
    public void order(SessionCommand command) {
        owner(command.session()).ifPresent(shard -> shard.order(command));
    }

    /// A server has the start of a session.
    void startAccounted(SessionId session) {
        owner(session).ifPresent(shard -> shard.submit(new Input.StartAccounted(session)));
    }

    private Optional<Shard> owner(SessionId id) {
        Optional<Session> session = directory.find(id);
        return session.map(found -> (int) found.ownerSpi() & 0xff).filter(owner -> owner < all.size()).map(all::get);
    }
}
