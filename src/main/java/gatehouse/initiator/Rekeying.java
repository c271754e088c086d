package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TransformType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rekeys that the client begins (RFC 7296, sections 1.3.2 and 1.3.3): the new SA first, then the Delete of the old.
final class Rekeying {
    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Talk talk;
    private final Chance chance;
    private final int group;
    private final int fragmentSize;
    private ChildSaSpec child;
    private Begun begun;
    private Optional<ClientSa> successor = Optional.empty();

    private record Begun(KeyExchange.Ephemeral ephemeral, Bytes nonce, Bytes spi) {}

    Rekeying(
            InitiatorSettings settings,
            Algorithms algorithms,
            Talk talk,
            Chance chance,
            InitExchange.Agreed agreed,
            ChildSaSpec child) {
        this.settings = settings;
        this.algorithms = algorithms;
        this.talk = talk;
        this.chance = chance;
        this.group = agreed.group();
        this.fragmentSize = agreed.fragmentSize();
        this.child = child;
    }

    /// The Child SA in use.
    ChildSaSpec child() {
        return child;
    }

    /// Our SPI of it.
    Bytes childSpi() {
        return new ByteWriter(4).u32(child.inboundSpi()).toBytes();
    }

    void startIke(ClientSa sa, Instant now) {
        begun = new Begun(exchange().generate(), chance.nonce(), chance.spi(8));
        talk.request(
                sa,
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Offers.withSpi(settings.ikeProposals(), begun.spi()),
                        new NoncePayload(begun.nonce()),
                        new KePayload(group, begun.ephemeral().publicValue())),
                now);
    }

    /// The answer came; gives whether the old SA is being deleted now.
    boolean ikeAnswered(ClientSa sa, List<Payload> payloads, Instant now) {
        Optional<SaPayload> answer = Payloads.first(payloads, SaPayload.class);
        Optional<KePayload> ke = Payloads.first(payloads, KePayload.class);
        Optional<NoncePayload> nonce = Payloads.first(payloads, NoncePayload.class);
        if (answer.isEmpty() || ke.isEmpty() || nonce.isEmpty()) {
            talk.emit(new InitiatorEffect.Rekeyed(false, "IKE SA: " + Talk.errors(payloads)));
            return false;
        }
        try {
            successor = Optional.of(
                    successor(sa, answer.get().proposals().getFirst(), ke.get(), nonce.get().data()));
        } catch (UnacceptableException e) {
            talk.over(false, e.getMessage());
            return false;
        }
        talk.request(sa, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), now);
        return true;
    }

    // RFC 7296, section 2.18.
    private ClientSa successor(ClientSa old, Proposal chosen, KePayload ke, Bytes nonceR)
            throws UnacceptableException {
        Optional<Prf> prf = chosen.first(TransformType.PRF).flatMap(t -> algorithms.prf(t.id()));
        Optional<CipherSpec> cipher = Offers.cipher(algorithms, chosen);
        if (!Offers.fits(settings.ikeProposals(), chosen) || prf.isEmpty() || cipher.isEmpty()
                || chosen.spi().length() != 8 || ke.group() != group) {
            throw new UnacceptableException("the gateway chose what was not offered: " + chosen);
        }
        Secret shared = ClientChild.agree(begun.ephemeral(), ke);
        long spiI = begun.spi().u64(0);
        long spiR = chosen.spi().u64(0);
        IkeKeys keys = IkeKeys.rekeyed(
                old.prf, old.keys.skD(), prf.get(), cipher.get(), shared, begun.nonce(), nonceR, spiI, spiR);
        return new ClientSa(spiI, spiR, prf.get(), cipher.get(), keys, fragmentSize, 0);
    }

    void startChild(ClientSa sa, Instant now) {
        boolean secrecy = settings.espProposals().stream().anyMatch(p -> p.first(TransformType.KE).isPresent());
        begun = new Begun(exchange().generate(), chance.nonce(), chance.spi(4));
        var payloads = new ArrayList<Payload>();
        payloads.add(new NotifyPayload(ProtocolId.ESP, childSpi(), NotifyType.REKEY_SA, Bytes.EMPTY));
        payloads.add(Offers.withSpi(settings.espProposals(), begun.spi()));
        payloads.add(new NoncePayload(begun.nonce()));
        if (secrecy) payloads.add(new KePayload(group, begun.ephemeral().publicValue()));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSI));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSR));
        talk.request(sa, ExchangeType.CREATE_CHILD_SA, payloads, now);
    }

    /// The answer came; gives whether the old SA is being deleted now.
    boolean childAnswered(ClientSa sa, List<Payload> payloads, Instant now) {
        Optional<NoncePayload> nonce = Payloads.first(payloads, NoncePayload.class);
        if (Payloads.first(payloads, SaPayload.class).isEmpty() || nonce.isEmpty()) {
            talk.emit(new InitiatorEffect.Rekeyed(false, "Child SA: " + Talk.errors(payloads)));
            return false;
        }
        Bytes old = childSpi();
        try {
            child = ClientChild.next(
                    algorithms,
                    new ClientChild.Owner(sa, talk.path(), child.innerAddresses()),
                    new ClientChild.Asked(begun.spi(), settings.espProposals(), begun.nonce()),
                    group,
                    begun.ephemeral(),
                    nonce.get().data(),
                    payloads);
        } catch (UnacceptableException e) {
            talk.over(false, e.getMessage());
            return false;
        }
        talk.request(
                sa, ExchangeType.INFORMATIONAL, List.of(new DeletePayload(ProtocolId.ESP, List.of(old))), now);
        return true;
    }

    /// The old SA is deleted; gives the one that takes its place, which for a Child SA is the same IKE SA.
    ClientSa finished(ClientSa sa) {
        talk.emit(new InitiatorEffect.Rekeyed(true, successor.isPresent() ? "IKE SA" : "Child SA"));
        ClientSa next = successor.orElse(sa);
        successor = Optional.empty();
        return next;
    }

    private KeyExchange exchange() {
        return algorithms.keyExchange(group).orElseThrow();
    }
}
