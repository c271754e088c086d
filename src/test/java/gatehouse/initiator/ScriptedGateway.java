package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.crypto.Prf;
import gatehouse.crypto.Providers;
import gatehouse.crypto.SignatureScheme;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.net.Addresses;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.KePayload;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.SignatureData;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A gateway that knows how to answer rightly, and lets a test answer otherwise. It is written by hand, without the
/// engine of the gateway, so that both ends of a mistake are not made by the same code.
final class ScriptedGateway {
    static final Proposal IKE = new Proposal(
            1,
            ProtocolId.IKE,
            Bytes.EMPTY,
            List.of(
                    Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                    Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256),
                    Transform.of(TransformType.KE, TransformId.CURVE_25519)));
    static final Proposal ESP = new Proposal(
            1,
            ProtocolId.ESP,
            Bytes.fromHex("0a0b0c0d"),
            List.of(
                    Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256),
                    Transform.of(TransformType.ESN, TransformId.NO_ESN)));
    static final IdPayload IDENTITY =
            new IdPayload(PayloadType.IDR, IdType.FQDN, Bytes.ofUtf8("vpn.example.org"));

    private static final Providers PROVIDERS = Providers.load();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Credential CREDENTIAL = LaboratoryCa.create(
            "Laboratory", KeyKind.ECDSA_P256, new SecureRandom(), NOW)
            .issueGateway(List.of("vpn.example.org"), KeyKind.ECDSA_P256, NOW);
    private static final long SPI = 0x5152535455565758L;

    private final Algorithms algorithms = new Algorithms(new SecureRandom(), PROVIDERS);
    private final Prf prf = algorithms.prf(TransformId.PRF_HMAC_SHA2_256).orElseThrow();
    private final KeyExchange.Ephemeral ephemeral =
            algorithms.keyExchange(TransformId.CURVE_25519).orElseThrow().generate();
    private final Bytes nonce = Bytes.wrap(new byte[32]);
    private Bytes initRequest = Bytes.EMPTY;
    private Bytes initReply = Bytes.EMPTY;
    private IkeMessage init;
    private IkeKeys keys;
    private SkCodec codec;

    /// Answers IKE_SA_INIT with these payloads and whatever SA, KE and nonce are right.
    Bytes initReply(Bytes request, NotifyPayload... notifies) throws MalformedException {
        learn(request);
        return initReply(rightInit(notifies));
    }

    void learn(Bytes request) throws MalformedException {
        initRequest = request;
        init = MessageReader.read(request);
    }

    List<Payload> rightInit(NotifyPayload... notifies) {
        var payloads = new ArrayList<Payload>(List.of(
                new SaPayload(List.of(IKE)),
                new KePayload(TransformId.CURVE_25519, ephemeral.publicValue()),
                new NoncePayload(nonce)));
        payloads.addAll(List.of(notifies));
        return payloads;
    }

    /// Answers the request that was learned, and makes the keys.
    Bytes initReply(List<? extends Payload> payloads) {
        long spiI = init.header().initiatorSpi();
        initReply = MessageWriter.write(
                IkeHeader.of(spiI, SPI, ExchangeType.IKE_SA_INIT, false, true, 0), payloads);
        try {
            Secret shared = ephemeral.agree(init.first(KePayload.class).orElseThrow().data());
            var cipher = algorithms.cipher(TransformId.AES_GCM_16, 256, 0).orElseThrow();
            Bytes nonceI = init.first(NoncePayload.class).orElseThrow().data();
            keys = IkeKeys.derive(prf, cipher, shared, nonceI, nonce, spiI, SPI);
            codec = new SkCodec(cipher, turned(keys), 0);
        } catch (InvalidPublicValueException e) {
            throw new AssertionError(e);
        }
        return initReply;
    }

    // The codec is a client's: what it seals with is what the gateway opens with.
    private static IkeKeys turned(IkeKeys keys) {
        return new IkeKeys(
                keys.skD(), keys.skAr(), keys.skAi(), keys.skEr(), keys.skEi(), keys.skPr(), keys.skPi());
    }

    List<Payload> open(Bytes datagram) throws MalformedException {
        return codec.open(datagram).orElseThrow();
    }

    Bytes reply(ExchangeType exchange, long messageId, List<? extends Payload> payloads) {
        return seal(exchange, messageId, true, payloads);
    }

    Bytes request(ExchangeType exchange, long messageId, List<? extends Payload> payloads) {
        return seal(exchange, messageId, false, payloads);
    }

    private Bytes seal(ExchangeType exchange, long messageId, boolean response, List<? extends Payload> payloads) {
        var header = IkeHeader.of(init.header().initiatorSpi(), SPI, exchange, false, response, messageId);
        return codec.seal(header, List.copyOf(payloads)).getFirst();
    }

    /// IDr, CERT, AUTH and the first EAP request: the gateway proves who it is.
    List<Payload> introduction(EapPacket eap) {
        return List.of(IDENTITY, certificate(), signature(IDENTITY), new EapPayload(eap.write()));
    }

    static CertPayload certificate() {
        try {
            return new CertPayload(
                    CertEncoding.X509_SIGNATURE, Bytes.wrap(CREDENTIAL.certificate().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    AuthPayload signature(IdPayload identity) {
        var scheme = SignatureScheme.ECDSA_SHA256;
        Bytes signature = scheme.bind(
                PROVIDERS, CREDENTIAL.privateKey(), CREDENTIAL.certificate().getPublicKey())
                .sign(octets(identity));
        return new AuthPayload(
                AuthMethod.DIGITAL_SIGNATURE, new SignatureData(scheme.algorithmIdentifier(), signature).write());
    }

    private Bytes octets(IdPayload identity) {
        return Bytes.concat(
                initReply,
                init.first(NoncePayload.class).orElseThrow().data(),
                Bytes.wrap(prf.apply(keys.skPr(), identity.body()).expose()));
    }

    static EapPacket gtc() {
        return EapPacket.request(1, EapType.GTC, Bytes.ofUtf8("Password: "));
    }

    /// AUTH of an EAP method without a key, and what a session needs.
    List<Payload> accepted() {
        var attributes = List.of(
                new CfgAttribute(CfgAttributeType.INTERNAL_IP4_ADDRESS, Bytes.fromHex("0a000001")),
                new CfgAttribute(CfgAttributeType.INTERNAL_IP4_DNS, Bytes.fromHex("0a000035")));
        return List.of(
                keylessAuth(),
                new CpPayload(CfgType.REPLY, attributes),
                new SaPayload(List.of(ESP)),
                new TsPayload(PayloadType.TSI, List.of(
                        TrafficSelector.of(AddressRange.of(Addresses.parse("10.0.0.1"))))),
                new TsPayload(PayloadType.TSR, List.of(
                        TrafficSelector.of(Prefix.parse("10.0.0.0/8").range()))));
    }

    AuthPayload keylessAuth() {
        Secret pad = prf.apply(keys.skPr(), Bytes.ofUtf8("Key Pad for IKEv2"));
        return new AuthPayload(AuthMethod.SHARED_KEY, Bytes.wrap(prf.apply(pad, octets(IDENTITY)).expose()));
    }

    /// Whether the client's AUTH is that of a method without a key.
    boolean isKeylessAuth(AuthPayload auth, IdPayload identity) {
        Bytes octets = Bytes.concat(initRequest, nonce, Bytes.wrap(prf.apply(keys.skPi(), identity.body()).expose()));
        Secret pad = prf.apply(keys.skPi(), Bytes.ofUtf8("Key Pad for IKEv2"));
        return auth.data().equals(Bytes.wrap(prf.apply(pad, octets).expose()));
    }

    static Optional<EapPacket> eap(List<Payload> payloads) throws MalformedException {
        for (Payload payload : payloads) {
            if (payload instanceof EapPayload eap) return Optional.of(EapPacket.read(eap.packet()));
        }
        return Optional.empty();
    }
}
