package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.ChildKeys;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.crypto.KeyExchange;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.net.Path;
import gatehouse.wire.KePayload;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.SaPayload;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.wire.TsPayload;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The client's end of a Child SA, made of the gateway's answer (RFC 7296, sections 2.9 and 2.17).
final class ClientChild {
    private ClientChild() {}

    /// What the client asked with.
    ///
    /// @param spi ours
    record Asked(Bytes spi, List<Proposal> offered, Bytes nonce) {}

    /// Whose it is.
    record Owner(ClientSa sa, Path path, List<InetAddress> addresses) {}

    /// The Child SA that comes with the IKE SA, and has its nonces.
    static ChildSaSpec first(
            Algorithms algorithms, Owner owner, Asked asked, Bytes nonceR, List<Payload> answer)
            throws UnacceptableException {
        Answer read = read(algorithms, asked, answer);
        ChildKeys keys = ChildKeys.derive(owner.sa.prf, owner.sa.keys.skD(), asked.nonce, nonceR, read.cipher);
        return spec(owner, asked, read, keys);
    }

    /// The one that takes the place of another.
    ///
    /// @param group of `ephemeral`
    static ChildSaSpec next(
            Algorithms algorithms,
            Owner owner,
            Asked asked,
            int group,
            KeyExchange.Ephemeral ephemeral,
            Bytes nonceR,
            List<Payload> answer)
            throws UnacceptableException {
        Answer read = read(algorithms, asked, answer);
        int chosen = read.chosen.first(TransformType.KE).map(Transform::id).orElse(TransformId.KE_NONE);
        if (chosen == TransformId.KE_NONE) {
            ChildKeys keys = ChildKeys.derive(owner.sa.prf, owner.sa.keys.skD(), asked.nonce, nonceR, read.cipher);
            return spec(owner, asked, read, keys);
        }
        KePayload theirs = Payloads.first(answer, KePayload.class)
                .filter(ke -> ke.group() == chosen && chosen == group)
                .orElseThrow(() -> new UnacceptableException("the gateway chose group " + chosen + " without a KE"));
        Secret shared = agree(ephemeral, theirs);
        ChildKeys keys =
                ChildKeys.derive(owner.sa.prf, owner.sa.keys.skD(), shared, asked.nonce, nonceR, read.cipher);
        return spec(owner, asked, read, keys);
    }

    /// The one that the gateway asks for.
    ///
    /// @param shared empty without a key exchange of its own
    static ChildSaSpec asked(
            Owner owner, Bytes spi, Proposal chosen, CipherSpec cipher, Optional<Secret> shared, Bytes nonceI,
            Bytes nonceR, TsPayload tsi, TsPayload tsr) {
        ChildKeys keys = shared.isPresent()
                ? ChildKeys.derive(owner.sa.prf, owner.sa.keys.skD(), shared.get(), nonceI, nonceR, cipher)
                : ChildKeys.derive(owner.sa.prf, owner.sa.keys.skD(), nonceI, nonceR, cipher);
        boolean extended = chosen.first(TransformType.ESN).map(Transform::id).orElse(TransformId.NO_ESN)
                == TransformId.ESN;
        return new ChildSaSpec(
                (int) spi.u32(0),
                (int) chosen.spi().u32(0),
                cipher,
                keys.encryptionI(),
                keys.integrityI(),
                keys.encryptionR(),
                keys.integrityR(),
                extended,
                selectors(tsr),
                selectors(tsi),
                owner.path,
                true,
                owner.addresses,
                "client");
    }

    static Secret agree(KeyExchange.Ephemeral ours, KePayload theirs) throws UnacceptableException {
        try {
            return ours.agree(theirs.data());
        } catch (InvalidPublicValueException e) {
            throw new UnacceptableException("the gateway's public value is no good: " + e.getMessage());
        }
    }

    private record Answer(Proposal chosen, CipherSpec cipher, TsPayload tsi, TsPayload tsr) {}

    private static Answer read(Algorithms algorithms, Asked asked, List<Payload> answer)
            throws UnacceptableException {
        Optional<SaPayload> sa = Payloads.first(answer, SaPayload.class);
        Optional<TsPayload> tsi = Payloads.selectors(answer, PayloadType.TSI);
        Optional<TsPayload> tsr = Payloads.selectors(answer, PayloadType.TSR);
        if (sa.isEmpty() || tsi.isEmpty() || tsr.isEmpty()) throw new UnacceptableException(Talk.errors(answer));
        Proposal chosen = sa.get().proposals().getFirst();
        Optional<CipherSpec> cipher = Offers.cipher(algorithms, chosen);
        if (!Offers.fits(asked.offered, chosen) || cipher.isEmpty() || chosen.spi().length() != 4) {
            throw new UnacceptableException("the gateway chose what was not offered: " + chosen);
        }
        return new Answer(chosen, cipher.get(), tsi.get(), tsr.get());
    }

    // We began the exchange, so what we send is what the initiator sends.
    private static ChildSaSpec spec(Owner owner, Asked asked, Answer answer, ChildKeys keys) {
        boolean extended = answer.chosen.first(TransformType.ESN).map(Transform::id).orElse(TransformId.NO_ESN)
                == TransformId.ESN;
        return new ChildSaSpec(
                (int) asked.spi.u32(0),
                (int) answer.chosen.spi().u32(0),
                answer.cipher,
                keys.encryptionR(),
                keys.integrityR(),
                keys.encryptionI(),
                keys.integrityI(),
                extended,
                selectors(answer.tsi),
                selectors(answer.tsr),
                owner.path,
                true,
                owner.addresses,
                "client");
    }

    private static List<Selector> selectors(TsPayload payload) {
        return payload.selectors().stream()
                .map(s -> new Selector(s.protocol(), s.startPort(), s.endPort(), s.range()))
                .toList();
    }
}
