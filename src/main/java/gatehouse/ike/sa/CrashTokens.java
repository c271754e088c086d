package gatehouse.ike.sa;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import gatehouse.wire.ProtocolId;
import java.util.List;
import java.util.Optional;

/// Tokens by which a peer knows that we have lost an IKE SA (RFC 6290). It gets ours while the SA lives; who shows it later
/// without protection must be us, after a restart. A token is made of a secret that outlives us and of both SPIs, ours
/// first: whoever asks for the token of a living SA with the roles exchanged gets another.
public final class CrashTokens {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 128;

    private final Prf prf;
    private final Secret secret;

    public CrashTokens(Prf prf, Secret secret) {
        this.prf = prf;
        this.secret = secret;
    }

    /// The notification that has our token of an SA.
    public NotifyPayload of(IkeSa sa) {
        return of(sa.ourSpi(), sa.isInitiator() ? sa.responderSpi() : sa.initiatorSpi());
    }

    public NotifyPayload of(long ourSpi, long peerSpi) {
        Bytes spis = new ByteWriter(16).u64(ourSpi).u64(peerSpi).toBytes();
        return new NotifyPayload(
                ProtocolId.IKE,
                Bytes.EMPTY,
                NotifyType.QUICK_CRASH_DETECTION,
                Bytes.wrap(prf.apply(secret, spis).expose()));
    }

    /// The token among these payloads; section 4.1: "Its length MUST be 16..128 octets."
    public static Optional<Secret> in(List<Payload> payloads) {
        return Payloads.notify(payloads, NotifyType.QUICK_CRASH_DETECTION)
                .map(NotifyPayload::data)
                .filter(token -> token.length() >= SHORTEST && token.length() <= LONGEST)
                .map(Secret::copyOf);
    }
}
