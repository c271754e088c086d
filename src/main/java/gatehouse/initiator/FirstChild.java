package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.KeyExchange;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.TransformType;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The first Child SA of an IKE SA that was made without (RFC 6023): by CREATE_CHILD_SA, with a key exchange of its own if the
/// proposals have one.
final class FirstChild {
    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Talk talk;
    private final InitExchange.Agreed agreed;
    private final List<InetAddress> addresses;
    private final Bytes spi;
    private final Bytes nonce;
    private final KeyExchange.Ephemeral ephemeral;

    FirstChild(
            InitiatorSettings settings,
            Algorithms algorithms,
            Talk talk,
            Chance chance,
            InitExchange.Agreed agreed,
            List<InetAddress> addresses) {
        this.settings = settings;
        this.algorithms = algorithms;
        this.talk = talk;
        this.agreed = agreed;
        this.addresses = addresses;
        this.spi = chance.spi(4);
        this.nonce = chance.nonce();
        this.ephemeral = algorithms.keyExchange(agreed.group()).orElseThrow().generate();
    }

    void ask(Instant now) {
        var payloads = new ArrayList<Payload>(5);
        payloads.add(Offers.withSpi(settings.espProposals(), spi));
        payloads.add(new NoncePayload(nonce));
        boolean secrecy = settings.espProposals().stream().anyMatch(p -> p.first(TransformType.KE).isPresent());
        if (secrecy) payloads.add(new KePayload(agreed.group(), ephemeral.publicValue()));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSI));
        payloads.add(AuthExchange.everything(settings, PayloadType.TSR));
        talk.request(agreed.sa(), ExchangeType.CREATE_CHILD_SA, payloads, now);
    }

    /// What the gateway's answer makes.
    ChildSaSpec made(List<Payload> answer) throws UnacceptableException {
        Bytes theirs = Payloads.first(answer, NoncePayload.class)
                .map(NoncePayload::data)
                .orElseThrow(() -> new UnacceptableException(Talk.errors(answer)));
        return ClientChild.next(
                algorithms,
                new ClientChild.Owner(agreed.sa(), talk.path(), addresses),
                new ClientChild.Asked(spi, settings.espProposals(), nonce),
                agreed.group(),
                ephemeral,
                theirs,
                answer);
    }
}
