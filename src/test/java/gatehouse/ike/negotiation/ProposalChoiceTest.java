package gatehouse.ike.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.bytes.Bytes;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformAttribute;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProposalChoiceTest {
    private static final Transform GCM_256 = Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256);
    private static final Transform GCM_128 = Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 128);
    private static final Transform CBC_256 = Transform.of(TransformType.ENCR, TransformId.AES_CBC, 256);
    private static final Transform CHACHA = Transform.of(TransformType.ENCR, TransformId.CHACHA20_POLY1305);
    private static final Transform TRIPLE_DES = Transform.of(TransformType.ENCR, TransformId.TRIPLE_DES);
    private static final Transform PRF_256 = Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256);
    private static final Transform PRF_512 = Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_512);
    private static final Transform INTEG_256 = Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_256_128);
    private static final Transform INTEG_NONE = Transform.of(TransformType.INTEG, TransformId.INTEG_NONE);
    private static final Transform ECP_256 = Transform.of(TransformType.KE, TransformId.ECP_256);
    private static final Transform X25519 = Transform.of(TransformType.KE, TransformId.CURVE_25519);
    private static final Transform MODP_1024 = Transform.of(TransformType.KE, TransformId.MODP_1024);
    private static final Transform KE_NONE = Transform.of(TransformType.KE, TransformId.KE_NONE);
    private static final Transform NO_ESN = Transform.of(TransformType.ESN, TransformId.NO_ESN);
    private static final Transform ESN = Transform.of(TransformType.ESN, TransformId.ESN);
    private static final Transform ADDITIONAL = Transform.of(TransformType.ADDKE1, TransformId.ML_KEM_768);
    private static final Transform UNKNOWN = Transform.of(new TransformType(200), 1);
    private static final Transform GCM_256_AND_MORE = new Transform(
            TransformType.ENCR,
            TransformId.AES_GCM_16,
            List.of(TransformAttribute.keyLength(256), new TransformAttribute(99, true, Bytes.fromHex("0001"))));

    private static final ProposalPolicy IKE_AEAD = new ProposalPolicy(
            List.of(GCM_256, CHACHA), List.of(PRF_256), List.of(), List.of(X25519, ECP_256), List.of());
    private static final ProposalPolicy IKE_CBC = new ProposalPolicy(
            List.of(CBC_256), List.of(PRF_512, PRF_256), List.of(INTEG_256), List.of(ECP_256), List.of());
    private static final ProposalPolicy ESP_AEAD =
            new ProposalPolicy(List.of(GCM_256, GCM_128), List.of(), List.of(), List.of(ECP_256), List.of(NO_ESN));
    private static final ProposalPolicy ESP_ESN =
            new ProposalPolicy(List.of(GCM_256), List.of(), List.of(), List.of(), List.of(ESN));

    private static final List<ProposalPolicy> IKE = List.of(IKE_AEAD, IKE_CBC);
    private static final List<ProposalPolicy> ESP = List.of(ESP_AEAD);

    /// The offer, and of what number and transforms the choice is; no transforms for no choice.
    @ParameterizedTest
    @MethodSource
    void forIke(List<List<Transform>> offers, int keGroup, int number, List<Transform> chosen) {
        OptionalInt group = keGroup == 0 ? OptionalInt.empty() : OptionalInt.of(keGroup);
        check(choose(IKE, ProtocolId.IKE, offers, KeyExchangeRule.REQUIRED, group), number, chosen);
    }

    static Stream<Arguments> forIke() {
        return Stream.of(
                // Just what we have.
                arguments(
                        List.of(List.of(GCM_256, PRF_256, X25519)), 31, 1, List.of(GCM_256, PRF_256, X25519)),
                // Our order of preference, whatever the peer's.
                arguments(
                        List.of(List.of(CHACHA, GCM_256, PRF_512, PRF_256, ECP_256, X25519)),
                        0,
                        1,
                        List.of(GCM_256, PRF_256, X25519)),
                // The group of the KE payload saves a round trip.
                arguments(
                        List.of(List.of(GCM_256, PRF_256, X25519, ECP_256)),
                        19,
                        1,
                        List.of(GCM_256, PRF_256, ECP_256)),
                // Unless it is not allowed.
                arguments(
                        List.of(List.of(GCM_256, PRF_256, MODP_1024, ECP_256)),
                        2,
                        1,
                        List.of(GCM_256, PRF_256, ECP_256)),
                // Our better proposal, though the peer has it last.
                arguments(
                        List.of(List.of(CBC_256, PRF_256, INTEG_256, ECP_256), List.of(CHACHA, PRF_256, ECP_256)),
                        19,
                        2,
                        List.of(CHACHA, PRF_256, ECP_256)),
                // NONE is as good as nothing beside AEAD (section 3.3.3).
                arguments(
                        List.of(List.of(GCM_256, PRF_256, INTEG_NONE, ECP_256)),
                        19,
                        1,
                        List.of(GCM_256, PRF_256, ECP_256)),
                // AEAD with an integrity algorithm and without NONE is no proposal of ours.
                arguments(List.of(List.of(GCM_256, PRF_256, INTEG_256, ECP_256)), 19, 0, List.of()),
                arguments(List.of(List.of(CBC_256, PRF_256, ECP_256)), 19, 0, List.of()),
                arguments(List.of(List.of(CBC_256, PRF_256, INTEG_NONE, ECP_256)), 19, 0, List.of()),
                // Something missing, something weak.
                arguments(List.of(List.of(GCM_256, PRF_256)), 19, 0, List.of()),
                arguments(List.of(List.of(GCM_256, ECP_256)), 19, 0, List.of()),
                arguments(List.of(List.of(GCM_256, PRF_256, KE_NONE)), 0, 0, List.of()),
                arguments(List.of(List.of(GCM_256, PRF_256, MODP_1024)), 2, 0, List.of()),
                arguments(List.of(List.of(TRIPLE_DES, PRF_256, ECP_256)), 19, 0, List.of()),
                // Another key length is another cipher.
                arguments(List.of(List.of(GCM_128, PRF_256, ECP_256)), 19, 0, List.of()),
                // Section 3.3.6: an attribute that is not understood makes another transform of it; others may serve.
                arguments(List.of(List.of(GCM_256_AND_MORE, PRF_256, ECP_256)), 19, 0, List.of()),
                arguments(
                        List.of(List.of(GCM_256_AND_MORE, CHACHA, PRF_256, ECP_256)),
                        19,
                        1,
                        List.of(CHACHA, PRF_256, ECP_256)),
                // Section 3.3.6: a kind of transform that is not understood costs the proposal, not the others.
                arguments(List.of(List.of(GCM_256, PRF_256, ECP_256, UNKNOWN)), 19, 0, List.of()),
                arguments(
                        List.of(List.of(GCM_256, PRF_256, ECP_256, ADDITIONAL), List.of(GCM_256, PRF_256, ECP_256)),
                        19,
                        2,
                        List.of(GCM_256, PRF_256, ECP_256)));
    }

    @ParameterizedTest
    @MethodSource
    void forEsp(
            KeyExchangeRule rule, List<ProposalPolicy> ours, List<Transform> offer, boolean taken,
            List<Transform> chosen) {
        check(choose(ours, ProtocolId.ESP, List.of(offer), rule, OptionalInt.empty()), taken ? 1 : 0, chosen);
    }

    static Stream<Arguments> forEsp() {
        KeyExchangeRule absent = KeyExchangeRule.ABSENT;
        KeyExchangeRule optional = KeyExchangeRule.OPTIONAL;
        List<Transform> gcm = List.of(GCM_256, NO_ESN);
        return Stream.of(
                arguments(absent, ESP, gcm, true, gcm),
                // Section 1.2: groups in IKE_AUTH mean nothing.
                arguments(absent, ESP, List.of(GCM_256, ECP_256, NO_ESN), true, gcm),
                arguments(absent, ESP, List.of(GCM_256, MODP_1024, NO_ESN), true, gcm),
                // Perfect forward secrecy is the peer's wish.
                arguments(optional, ESP, gcm, true, gcm),
                arguments(optional, ESP, List.of(GCM_256, ECP_256, NO_ESN), true, List.of(GCM_256, ECP_256, NO_ESN)),
                arguments(optional, ESP, List.of(GCM_256, KE_NONE, ECP_256, NO_ESN), true,
                        List.of(GCM_256, ECP_256, NO_ESN)),
                arguments(optional, ESP, List.of(GCM_256, KE_NONE, NO_ESN), true, gcm),
                arguments(optional, ESP, List.of(GCM_256, KE_NONE, MODP_1024, NO_ESN), true, gcm),
                arguments(optional, ESP, List.of(GCM_256, MODP_1024, NO_ESN), false, List.of()),
                // Sequence numbers.
                arguments(absent, ESP, List.of(GCM_128, ESN, NO_ESN), true, List.of(GCM_128, NO_ESN)),
                arguments(absent, ESP, List.of(GCM_256, ESN), false, List.of()),
                arguments(absent, ESP, List.of(GCM_256), true, List.of(GCM_256)),
                arguments(absent, List.of(ESP_ESN), List.of(GCM_256), false, List.of()),
                arguments(absent, List.of(ESP_ESN), List.of(GCM_256, NO_ESN), false, List.of()),
                arguments(absent, List.of(ESP_ESN), List.of(GCM_256, NO_ESN, ESN), true, List.of(GCM_256, ESN)),
                // A PRF has no place in ESP.
                arguments(absent, ESP, List.of(GCM_256, PRF_256, NO_ESN), false, List.of()));
    }

    @Test
    void anotherProtocolIsNotChosen() {
        var offer = new SaPayload(List.of(
                new Proposal(1, ProtocolId.AH, Bytes.fromHex("01020304"), List.of(GCM_256, NO_ESN)),
                new Proposal(2, ProtocolId.ESP, Bytes.fromHex("05060708"), List.of(GCM_256, NO_ESN))));
        Optional<ProposalChoice> choice =
                ProposalChoice.choose(ESP, offer, ProtocolId.ESP, KeyExchangeRule.ABSENT, OptionalInt.empty());
        assertThat(choice).map(c -> c.offered().number()).hasValue(2);
        assertThat(ProposalChoice.choose(ESP, offer, ProtocolId.IKE, KeyExchangeRule.ABSENT, OptionalInt.empty()))
                .isEmpty();
    }

    // Section 3.3.1: "the proposal number in the accepted proposal MUST match".
    @Test
    void theAnswerHasTheNumberOfTheOfferAndOurSpi() {
        var offer = new SaPayload(List.of(
                new Proposal(7, ProtocolId.ESP, Bytes.fromHex("01020304"), List.of(GCM_128, GCM_256, NO_ESN, ESN))));
        ProposalChoice choice = ProposalChoice.choose(
                ESP, offer, ProtocolId.ESP, KeyExchangeRule.ABSENT, OptionalInt.empty()).orElseThrow();
        assertThat(choice.answer(Bytes.fromHex("0a0b0c0d"))).isEqualTo(new SaPayload(List.of(new Proposal(
                7, ProtocolId.ESP, Bytes.fromHex("0a0b0c0d"), List.of(GCM_256, NO_ESN)))));
        assertThat(choice.transform(TransformType.ENCR)).hasValue(GCM_256);
        assertThat(choice.transform(TransformType.KE)).isEmpty();
    }

    private static Optional<ProposalChoice> choose(
            List<ProposalPolicy> ours,
            ProtocolId protocol,
            List<List<Transform>> offers,
            KeyExchangeRule rule,
            OptionalInt group) {
        Bytes spi = protocol.equals(ProtocolId.ESP) ? Bytes.fromHex("01020304") : Bytes.EMPTY;
        var proposals = new ArrayList<Proposal>();
        for (List<Transform> offer : offers) proposals.add(new Proposal(proposals.size() + 1, protocol, spi, offer));
        return ProposalChoice.choose(ours, new SaPayload(proposals), protocol, rule, group);
    }

    private static void check(Optional<ProposalChoice> choice, int number, List<Transform> chosen) {
        if (number == 0) {
            assertThat(choice).isEmpty();
            return;
        }
        assertThat(choice).isPresent();
        assertThat(choice.get().offered().number()).isEqualTo(number);
        assertThat(choice.get().transforms()).isEqualTo(chosen);
    }
}
