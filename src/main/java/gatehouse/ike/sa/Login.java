package gatehouse.ike.sa;

import gatehouse.aaa.Authorization;
import gatehouse.pki.VerifiedPath;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.session.SessionId;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.IdPayload;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What is known of a login between its first IKE_AUTH request and its last.
///
/// @param init           the octets and nonces of IKE_SA_INIT, which AUTH covers
/// @param idInitiator    IDi
/// @param idResponder    the IDr that we answered with
/// @param asked          what is wanted besides; served when the login has succeeded
/// @param initialContact whether the client says that it has no other SA with us
/// @param method         how it proves who it is
/// @param certificate    what it came with, first; empty where it came with none
/// @param vouched        the authority that vouches for it and the way there; empty unless it proves itself by a certificate
/// @param wish           how it wants us to prove ourselves
/// @param eapIdentity    who RADIUS is asked about; IDi until EAP says otherwise
/// @param eapMethod      the EAP method that the client last took part in; Identity until then
/// @param eapOnly        whether EAP is to prove us too, and nothing else does (RFC 5998)
/// @param before         the proof that went before, where this is the second (RFC 4739)
public record Login(
        SessionId session,
        String auditSessionId,
        InitRecord init,
        IdPayload idInitiator,
        IdPayload idResponder,
        Wish asked,
        boolean initialContact,
        RemoteMethod method,
        Optional<X509Certificate> certificate,
        Optional<VerifiedPath> vouched,
        ProofWish wish,
        String eapIdentity,
        EapType eapMethod,
        boolean eapOnly,
        Optional<Proof> before) {
    /// The octets of IKE_SA_INIT (RFC 7296, section 2.15).
    public record InitRecord(Bytes request, Bytes response, Bytes nonceInitiator, Bytes nonceResponder) {
        /// The same with other octets of the request.
        public InitRecord requestedBy(Bytes octets) {
            return new InitRecord(octets, response, nonceInitiator, nonceResponder);
        }
    }

    /// A proof that was good, and what it was good for.
    public record Proof(RemoteMethod method, IdPayload identity, Authorization authorization) {}

    /// What the first IKE_AUTH request asked for besides authentication.
    ///
    /// @param child empty for a childless initiation (RFC 6023): the client asks for the first one later
    public record Wish(Optional<ChildWish> child, List<CpPayload> configuration) {
        public Wish {
            configuration = List.copyOf(configuration);
        }
    }

    /// A Child SA that comes with the IKE SA.
    public record ChildWish(
            SaPayload sa, List<TrafficSelector> initiatorSelectors, List<TrafficSelector> responderSelectors) {
        public ChildWish {
            initiatorSelectors = List.copyOf(initiatorSelectors);
            responderSelectors = List.copyOf(responderSelectors);
        }
    }

    public Optional<CpPayload> configurationRequest() {
        return configuration(CfgType.REQUEST);
    }

    /// What the client wants to set at our side.
    public Optional<CpPayload> configurationSet() {
        return configuration(CfgType.SET);
    }

    private Optional<CpPayload> configuration(CfgType type) {
        for (CpPayload one : asked.configuration()) {
            if (one.cfgType().equals(type)) return Optional.of(one);
        }
        return Optional.empty();
    }

    public Login withEapIdentity(String identity) {
        return with(idInitiator, method, vouched, identity, eapMethod, before);
    }

    public Login withEapMethod(EapType type) {
        return with(idInitiator, method, vouched, eapIdentity, type, before);
    }

    public Login vouchedBy(VerifiedPath path) {
        return with(idInitiator, method, Optional.of(path), eapIdentity, eapMethod, before);
    }

    /// The first of two proofs is good for this.
    public Login proved(Authorization authorization) {
        var proof = new Proof(method, idInitiator, authorization);
        return with(idInitiator, method, vouched, eapIdentity, eapMethod, Optional.of(proof));
    }

    /// For the second proof, by EAP.
    public Login inPerson(IdPayload identity) {
        return with(identity, RemoteMethod.EAP, vouched, identity.text(), EapType.IDENTITY, before);
    }

    /// What the client as a machine calls itself: the first identity, where it has two.
    public IdPayload device() {
        return before.map(Proof::identity).orElse(idInitiator);
    }

    private Login with(
            IdPayload identity,
            RemoteMethod by,
            Optional<VerifiedPath> path,
            String userName,
            EapType type,
            Optional<Proof> proof) {
        return new Login(
                session,
                auditSessionId,
                init,
                identity,
                idResponder,
                asked,
                initialContact,
                by,
                certificate,
                path,
                wish,
                userName,
                type,
                eapOnly,
                proof);
    }
}
