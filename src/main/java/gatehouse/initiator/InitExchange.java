package gatehouse.initiator;

import gatehouse.wire.AuthAnnouncement;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.SaPayload;
import gatehouse.wire.VendorIdPayload;
import gatehouse.wire.TransformType;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// IKE_SA_INIT from the client's side (RFC 7296, section 1.2).
final class InitExchange {
    private static final int MOST_VENDOR_IDS = 8;
    private static final int MOST_RETRIES = 5;

    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Talk talk;
    private final long firstSpi;
    private final Bytes nonceI;
    private int group;
    private Bytes cookie = Bytes.EMPTY;
    private int retries;
    private KeyExchange.Ephemeral ephemeral;
    private Bytes initRequest = Bytes.EMPTY;

    InitExchange(InitiatorSettings settings, Algorithms algorithms, Talk talk, Chance chance) {
        this.settings = settings;
        this.algorithms = algorithms;
        this.talk = talk;
        this.firstSpi = chance.spi(8).u64(0);
        this.nonceI = chance.nonce();
        this.group = settings.keyExchanges().getFirst();
        this.ephemeral = generate();
    }

    /// What both sides agreed on.
    ///
    /// @param fragmentSize 0 where the gateway does not understand fragments
    /// @param childless    whether it can do without a Child SA at first (RFC 6023)
    /// @param methods      what it announced that it verifies (RFC 9593); empty if nothing
    record Agreed(
            ClientSa sa,
            int fragmentSize,
            int group,
            Bytes request,
            Bytes response,
            Bytes nonceI,
            Bytes nonceR,
            boolean childless,
            List<AuthAnnouncement> methods) {}

    long spi() {
        return firstSpi;
    }

    /// Sends the request.
    void start(Instant now) {
        var payloads = new ArrayList<Payload>();
        if (!cookie.isEmpty()) payloads.add(NotifyPayload.of(NotifyType.COOKIE, cookie));
        payloads.add(new SaPayload(settings.ikeProposals()));
        payloads.add(new KePayload(group, ephemeral.publicValue()));
        payloads.add(new NoncePayload(nonceI));
        payloads.add(natHash(NotifyType.NAT_DETECTION_SOURCE_IP, 0, talk.path().local()));
        payloads.add(natHash(NotifyType.NAT_DETECTION_DESTINATION_IP, 0, talk.path().remote()));
        if (settings.fragmentSize() > 0) payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        Bytes hashes = new ByteWriter(8).u16(2).u16(3).u16(4).u16(5).toBytes();
        payloads.add(NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, hashes));
        payloads.addAll(settings.able());
        IkeHeader header = IkeHeader.of(firstSpi, 0, ExchangeType.IKE_SA_INIT, true, false, 0);
        initRequest = MessageWriter.write(header, payloads);
        talk.request(ExchangeType.IKE_SA_INIT, 0, payloads, List.of(initRequest), now);
    }

    private NotifyPayload natHash(NotifyType type, long spiR, InetSocketAddress endpoint) {
        Bytes octets = new ByteWriter(34)
                .u64(firstSpi)
                .u64(spiR)
                .bytes(endpoint.getAddress().getAddress())
                .u16(endpoint.getPort())
                .toBytes();
        return NotifyPayload.of(type, algorithms.sha1(octets));
    }

    /// What came of it, when the gateway agrees; it may want the request once more, with a cookie or another group.
    Optional<Agreed> answered(IkeMessage message, Bytes octets, Instant now) {
        talk.show("<-", ExchangeType.IKE_SA_INIT, 0, message.payloads());
        if (message.first(SaPayload.class).isEmpty()) {
            onceMore(message, now);
            return Optional.empty();
        }
        Proposal chosen = message.first(SaPayload.class).orElseThrow().proposals().getFirst();
        Optional<KePayload> ke = message.first(KePayload.class).filter(k -> k.group() == group);
        Optional<CipherSpec> cipher = Offers.cipher(algorithms, chosen);
        Optional<Prf> prf = chosen.first(TransformType.PRF).flatMap(t -> algorithms.prf(t.id()));
        Optional<NoncePayload> nonce = message.first(NoncePayload.class);
        if (!Offers.fits(settings.ikeProposals(), chosen) || ke.isEmpty() || cipher.isEmpty() || prf.isEmpty()
                || nonce.isEmpty() || message.header().responderSpi() == 0) {
            talk.over(false, "the gateway chose what was not offered: " + chosen);
            return Optional.empty();
        }
        Bytes nonceR = nonce.get().data();
        boolean fragments = message.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
        long spiR = message.header().responderSpi();
        Secret shared;
        try {
            shared = ClientChild.agree(ephemeral, ke.get());
        } catch (UnacceptableException e) {
            talk.over(false, e.getMessage());
            return Optional.empty();
        }
        IkeKeys keys = IkeKeys.derive(prf.get(), cipher.get(), shared, nonceI, nonceR, firstSpi, spiR);
        int fragmentSize = fragments ? settings.fragmentSize() : 0;
        var sa = new ClientSa(firstSpi, spiR, prf.get(), cipher.get(), keys, fragmentSize, 1, true);
        talk.told("IKE SA with " + chosen);
        Payloads.all(message.payloads(), VendorIdPayload.class).stream()
                .limit(MOST_VENDOR_IDS)
                .forEach(id -> talk.told("the gateway's vendor ID is " + printed(id.data())));
        showNat(message, spiR);
        return Optional.of(new Agreed(sa, fragmentSize, group, initRequest, octets, nonceI, nonceR,
                message.notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED).isPresent(),
                message.notify(NotifyType.SUPPORTED_AUTH_METHODS)
                        .map(notify -> AuthAnnouncement.read(notify.data()))
                        .orElse(List.of())));
    }

    // RFC 7296, sections 1.2 and 2.6: the same once more, with another group or with a cookie. Nobody signed this.
    private void onceMore(IkeMessage message, Instant now) {
        Optional<NotifyPayload> wanted = message.notify(NotifyType.COOKIE);
        OptionalInt otherGroup = message.notify(NotifyType.INVALID_KE_PAYLOAD)
                .map(NotifyPayload::data)
                .filter(data -> data.length() == 2 && settings.keyExchanges().contains(data.u16(0)))
                .map(data -> OptionalInt.of(data.u16(0)))
                .orElseGet(OptionalInt::empty);
        Optional<NotifyPayload> redirect = message.notify(NotifyType.REDIRECT);
        if (redirect.isPresent()) {
            talk.redirected(target(redirect.get()).orElseThrow());
            return;
        }
        if (++retries > MOST_RETRIES) {
            talk.over(false, "the gateway never has enough of IKE_SA_INIT");
        } else if (wanted.isPresent()) {
            cookie = wanted.get().data();
            start(now);
        } else if (otherGroup.isPresent()) {
            group = otherGroup.getAsInt();
            ephemeral = generate();
            start(now);
        } else {
            talk.over(false, "the gateway refuses: " + Talk.errors(message.payloads()));
        }
    }

    /// RFC 5685, section 3: whether it would send us away, and is of somebody who has not seen our nonce.
    boolean isForgedRedirection(IkeMessage message) {
        Optional<NotifyPayload> redirect = message.notify(NotifyType.REDIRECT);
        if (redirect.isEmpty() || target(redirect.get()).isPresent()) return false;
        talk.told("a redirection without our nonce");
        return true;
    }

    private Optional<RedirectTarget> target(NotifyPayload redirect) {
        try {
            RedirectTarget target = RedirectTarget.read(redirect.data());
            return target.nonce(redirect.data()).equals(nonceI) ? Optional.of(target) : Optional.empty();
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }

    // RFC 7296, section 2.23: whoever sees another address than the sender does has a NAT in between.
    // Text where it is text; of anything else the first octets.
    private static String printed(Bytes id) {
        String text = id.utf8();
        boolean plain = !text.isEmpty() && text.length() <= 64 && text.chars().allMatch(c -> c >= ' ' && c <= '~');
        return plain ? text : id.slice(0, Math.min(id.length(), 16)).hex();
    }

    private void showNat(IkeMessage message, long spiR) {
        if (message.notify(NotifyType.NAT_DETECTION_SOURCE_IP).isEmpty()) return;
        boolean beforeUs = message.all(NotifyPayload.class).stream()
                .noneMatch(natHash(NotifyType.NAT_DETECTION_DESTINATION_IP, spiR, talk.path().local())::equals);
        boolean beforeGateway = message.all(NotifyPayload.class).stream()
                .noneMatch(natHash(NotifyType.NAT_DETECTION_SOURCE_IP, spiR, talk.path().remote())::equals);
        if (beforeUs) talk.told("there is a NAT before us");
        if (beforeGateway) talk.told("the gateway is behind a NAT, or says so to have ESP in UDP");
    }

    private KeyExchange.Ephemeral generate() {
        return algorithms
                .keyExchange(group)
                .orElseThrow(() -> new IllegalArgumentException("no group " + group))
                .generate();
    }
}
