package gatehouse.dataplane;

import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import java.time.Instant;
import java.util.List;

/// Carries the traffic of Child SAs. Every method answers at once; pairs are named by their inbound SPI.
public interface DataPlane {
    /// Reserves an inbound SPI, unique on this gateway and at least 256 (RFC 4303, section 2.1). Its low octet is
    /// `shard`.
    int allocateSpi(int shard);

    /// Gives back an SPI that never became an SA.
    void forgetSpi(int inboundSpi);

    /// Installs a pair. From now on packets flow.
    void install(ChildSaSpec spec);

    /// Makes the newer of two pairs of a session the one that carries traffic to the client, after a rekey.
    void preferOutbound(int inboundSpi);

    /// Removes a pair and tells what it carried in its life.
    Usage remove(int inboundSpi);

    /// What a pair has carried so far.
    Usage usage(int inboundSpi);

    /// When the last authentic packet of the pair came in; the time of installation if none did.
    Instant lastInbound(int inboundSpi);

    /// The client is elsewhere now.
    void move(int inboundSpi, Path path);

    /// Puts a program in force for all pairs of a session, those that it has and those that it will have. The next packet
    /// is judged by it, and none by half of it and half of the one before. Until this is called a session's program is
    /// [SessionProgram#OPEN]; enforcing that again is how a session's program is forgotten when the session ends.
    void enforce(String session, SessionProgram program);

    /// Routes networks to a session, beside its own addresses and in the place of those it had: what lies behind it. This
    /// holds for all pairs of the session, those that it has and those that it will have, as far as their selectors let it
    /// through. Of networks within each other the smaller one counts, for where packets go and for who may send from there.
    /// Routing none is how a session's networks are forgotten when it ends.
    void route(String session, List<Prefix> networks);
}
