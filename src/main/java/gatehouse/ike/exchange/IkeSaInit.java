package gatehouse.ike.exchange;

import gatehouse.ike.auth.AuthAnnouncements;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.pki.Revocation;
import java.util.Optional;
import gatehouse.wire.Proposal;
import gatehouse.wire.VendorIdPayload;
import gatehouse.ike.sa.AttemptNotes;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.KeyExchange;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.Nonces;
import gatehouse.ike.keying.Suites;
import gatehouse.ike.negotiation.NatDetection;
import gatehouse.ike.negotiation.ProposalChoice;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.IkeSuite;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.PeerSupport;
import gatehouse.ike.sa.PeerSupport.Fragmentation;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ReplyCache;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.ike.sa.VendorIds;
import gatehouse.net.Datagram;
import gatehouse.pki.AuthorityHash;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertReqPayload;
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
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The first exchange (RFC 7296, section 1.2): algorithms, key exchange, nonces, and what each side can do.
public final class IkeSaInit {
    // SHA2-256, SHA2-384, SHA2-512, Identity (RFC 7427, section 7; RFC 8420).
    private static final Bytes HASHES = new ByteWriter(8).u16(2).u16(3).u16(4).u16(5).toBytes();

    private IkeSaInit() {}

    /// Whether the request can be served is known when this returns; the shared secret is computed only when the client
    /// goes on.
    public static void handle(Datagram datagram, IkeMessage message, Profile policy, Step step)
            throws RefusedException, MalformedException {
        Algorithms algorithms = step.tools().algorithms();
        KePayload theirs = message.first(KePayload.class).orElseThrow();
        Bytes nonceI = message.first(NoncePayload.class).orElseThrow().data();
        ProposalChoice choice = ProposalChoice.choose(
                policy.ikeProposals(),
                message.first(SaPayload.class).orElseThrow(),
                ProtocolId.IKE,
                ProposalChoice.KeyExchangeRule.REQUIRED,
                OptionalInt.of(theirs.group()))
                .orElseThrow(() -> RefusedException.noProposalChosen("no IKE proposal fits: client offers "
                        + message.first(SaPayload.class).orElseThrow().proposals()));
        int group = choice.transform(TransformType.KE).orElseThrow().id();
        if (theirs.group() != group) {
            throw RefusedException.invalidKe(group, "key exchange in group " + theirs.group() + ", want " + group);
        }
        IkeSuite suite = Suites.ike(algorithms, choice);
        if (theirs.data().length() != suite.keyExchange().publicLength()) {
            throw new MalformedException("KE data: " + theirs.data().length() + " octets in group " + group);
        }
        KeyExchange.Ephemeral ours = suite.keyExchange().generate();
        Bytes nonceR = Nonces.fresh(step);
        long spi = step.tools().register().newSpi();
        IkeHeader header = IkeHeader.of(
                message.header().initiatorSpi(), spi, ExchangeType.IKE_SA_INIT, false, true, 0);
        Bytes response = MessageWriter.write(header, reply(datagram, message, policy, choice, ours, nonceR, spi, step));

        var replies = new ReplyCache(0);
        replies.seen(0, datagram.payload());
        replies.accepted(0, datagram.path());
        replies.answered(0, List.of(response));
        var init = new Login.InitRecord(datagram.payload(), response, nonceI, nonceR);
        var sa = new IkeSa(
                message.header().initiatorSpi(),
                spi,
                false,
                policy,
                support(algorithms, message, datagram, fragmentation(message, step)),
                suite,
                replies,
                datagram.path(),
                new Phase.Initialised(init, ours, theirs.data()),
                step.now());
        sa.attempt(Optional.of(new AttemptNotes(step.now(), offered(message), suite.text())));
        sa.timers().set(Timer.HALF_OPEN, step.now().plus(policy.lifetimes().halfOpen()));
        step.tools().register().begin(sa, step);
        step.emit(new Effect.Send(new Datagram(datagram.path(), response)));
    }

    /// What the client offers, for whoever has to compare.
    public static List<String> offered(IkeMessage message) {
        return message.first(SaPayload.class).stream()
                .flatMap(offer -> offer.proposals().stream())
                .map(Proposal::toString)
                .toList();
    }

    private static List<Payload> reply(
            Datagram datagram,
            IkeMessage message,
            Profile policy,
            ProposalChoice choice,
            KeyExchange.Ephemeral ours,
            Bytes nonceR,
            long spi,
            Step step) {
        var payloads = new ArrayList<Payload>(8);
        payloads.add(choice.answer(Bytes.EMPTY));
        payloads.add(new KePayload(choice.transform(TransformType.KE).orElseThrow().id(), ours.publicValue()));
        payloads.add(new NoncePayload(nonceR));
        payloads.addAll(NatDetection.answer(
                step.tools().algorithms(), message.header().initiatorSpi(), spi, datagram.path()));
        // RFC 7296, section 3.7: who may come with a certificate is told whose we trust.
        Bytes authorities = AuthorityHash.ofAll(policy.trustPoints().authorities());
        if (!authorities.isEmpty()) payloads.add(new CertReqPayload(CertEncoding.X509_SIGNATURE, authorities));
        // RFC 4806, section 3.1: whom the issuers appoint needs no naming.
        if (asksResponders(policy)) payloads.add(new CertReqPayload(CertEncoding.OCSP_CONTENT, Bytes.EMPTY));
        // Section 3.6: certificates may be named instead of sent.
        if (step.policies().certificateLookup() && !authorities.isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED));
        }
        // RFC 9593, section 3.1: the responder begins. Who does not know it passes it over.
        List<AuthAnnouncement> methods = AuthAnnouncements.of(policy.remote().keySet());
        if (!methods.isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, AuthAnnouncement.write(methods)));
        }
        if (message.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent()) {
            payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
        if (fragmentation(message, step) == Fragmentation.CISCO) {
            payloads.add(new VendorIdPayload(VendorIds.FRAGMENTATION));
        }
        if (message.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS).isPresent()) {
            payloads.add(NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, HASHES));
        }
        // RFC 4739, section 3.1: without it no client offers to prove itself twice.
        payloads.add(NotifyPayload.of(NotifyType.MULTIPLE_AUTH_SUPPORTED));
        // RFC 6023, section 3: no client does without a Child SA before it has seen this.
        if (step.policies().messages().childless()) {
            payloads.add(NotifyPayload.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED));
        }
        if (step.policies().messages().vendorId()) payloads.add(new VendorIdPayload(VendorIds.own()));
        return payloads;
    }

    private static boolean asksResponders(Profile policy) {
        return policy.trustPoints().points().stream()
                .anyMatch(point -> point.revocation().methods().contains(Revocation.Method.OCSP));
    }

    // Those of RFC 7383 are authenticated, so they are taken where the client knows both.
    private static Fragmentation fragmentation(IkeMessage message, Step step) {
        if (message.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent()) return Fragmentation.ENCRYPTED;
        if (!step.policies().messages().ciscoFragments()) return Fragmentation.NONE;
        return Payloads.all(message.payloads(), VendorIdPayload.class).stream()
                .anyMatch(id -> id.data().startsWith(VendorIds.FRAGMENTATION))
                        ? Fragmentation.CISCO
                        : Fragmentation.NONE;
    }

    private static PeerSupport support(
            Algorithms algorithms, IkeMessage message, Datagram datagram, Fragmentation fragmentation) {
        var hashes = new ArrayList<Integer>(4);
        message.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS).map(NotifyPayload::data).ifPresent(data -> {
            for (int at = 0; at + 2 <= data.length(); at += 2) hashes.add(data.u16(at));
        });
        return new PeerSupport(
                fragmentation,
                hashes,
                NatDetection.peerIsTranslated(algorithms, message, datagram.path()),
                false,
                Redirection.isSupported(message),
                VendorIds.of(Payloads.all(message.payloads(), VendorIdPayload.class).stream()
                        .map(VendorIdPayload::data)
                        .toList()));
    }
}
