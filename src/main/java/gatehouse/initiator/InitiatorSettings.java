package gatehouse.initiator;

import gatehouse.wire.CertReqPayload;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Path;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a client connects.
///
/// @param ikePath           for IKE_SA_INIT
/// @param natTraversalPath  for everything after it
/// @param identity          IDi
/// @param gateway           the IDr to ask for, if any
/// @param proof             how the client proves who it is
/// @param gatewayKey        what the gateway proves itself with; empty if by a certificate
/// @param configuration     what is wanted of the configuration payload
/// @param wanted            configuration attributes to ask for, besides addresses and name servers
/// @param ikeProposals      for the IKE SA, without SPI
/// @param keyExchanges      groups, the first of which is tried first
/// @param espProposals      for the Child SA; the SPI is put in
/// @param ipv4              whether an IPv4 address is asked for
/// @param ipv6              whether an IPv6 address is asked for
/// @param fragmentSize      largest datagram when fragmenting, IP and UDP headers included; 0 not to fragment
/// @param initialContact    whether to say that there is no other SA of ours
/// @param certificateRequests which certificates of the gateway would do
/// @param able              what else to tell in IKE_SA_INIT: REDIRECT_SUPPORTED, REDIRECTED_FROM, a vendor ID
/// @param contact           how contact is kept
/// @param childless         whether the first Child SA is asked for after the login, where the gateway can do that (RFC 6023)
/// @param retransmitTimeout until a request is repeated first; doubled each time
/// @param retransmitTries   how often a request is sent until the gateway counts as gone
public record InitiatorSettings(
        Path ikePath,
        Path natTraversalPath,
        IdPayload identity,
        Optional<IdPayload> gateway,
        ClientProof proof,
        Optional<Secret> gatewayKey,
        ConfigurationWish configuration,
        List<CfgAttributeType> wanted,
        GatewayTrust trust,
        List<Proposal> ikeProposals,
        List<Integer> keyExchanges,
        List<Proposal> espProposals,
        boolean ipv4,
        boolean ipv6,
        int fragmentSize,
        boolean initialContact,
        Duration retransmitTimeout,
        int retransmitTries,
        List<CertReqPayload> certificateRequests,
        List<Payload> able,
        Contact contact,
        boolean childless) {
    public InitiatorSettings {
        able = List.copyOf(able);
        wanted = List.copyOf(wanted);
        certificateRequests = List.copyOf(certificateRequests);
        ikeProposals = List.copyOf(ikeProposals);
        keyExchanges = List.copyOf(keyExchanges);
        espProposals = List.copyOf(espProposals);
    }

    /// Of somebody who asks for a Child SA with the login.
    public InitiatorSettings(
            Path ikePath,
            Path natTraversalPath,
            IdPayload identity,
            Optional<IdPayload> gateway,
            ClientProof proof,
            Optional<Secret> gatewayKey,
            ConfigurationWish configuration,
            List<CfgAttributeType> wanted,
            GatewayTrust trust,
            List<Proposal> ikeProposals,
            List<Integer> keyExchanges,
            List<Proposal> espProposals,
            boolean ipv4,
            boolean ipv6,
            int fragmentSize,
            boolean initialContact,
            Duration retransmitTimeout,
            int retransmitTries,
            List<CertReqPayload> certificateRequests,
            List<Payload> able,
            Contact contact) {
        this(ikePath, natTraversalPath, identity, gateway, proof, gatewayKey, configuration, wanted,
                trust, ikeProposals, keyExchanges, espProposals, ipv4, ipv6, fragmentSize, initialContact,
                retransmitTimeout, retransmitTries, certificateRequests, able, contact, false);
    }

    /// Of somebody who can do nothing special.
    public InitiatorSettings(
            Path ikePath,
            Path natTraversalPath,
            IdPayload identity,
            Optional<IdPayload> gateway,
            ClientProof proof,
            Optional<Secret> gatewayKey,
            ConfigurationWish configuration,
            List<CfgAttributeType> wanted,
            GatewayTrust trust,
            List<Proposal> ikeProposals,
            List<Integer> keyExchanges,
            List<Proposal> espProposals,
            boolean ipv4,
            boolean ipv6,
            int fragmentSize,
            boolean initialContact,
            Duration retransmitTimeout,
            int retransmitTries) {
        this(ikePath, natTraversalPath, identity, gateway, proof, gatewayKey, configuration, wanted,
                trust, ikeProposals, keyExchanges, espProposals, ipv4, ipv6, fragmentSize, initialContact,
                retransmitTimeout, retransmitTries, List.of(), List.of(), Contact.NONE);
    }

    /// Of somebody who wants an address.
    public InitiatorSettings(
            Path ikePath,
            Path natTraversalPath,
            IdPayload identity,
            Optional<IdPayload> gateway,
            ClientProof proof,
            Optional<Secret> gatewayKey,
            List<CfgAttributeType> wanted,
            GatewayTrust trust,
            List<Proposal> ikeProposals,
            List<Integer> keyExchanges,
            List<Proposal> espProposals,
            boolean ipv4,
            boolean ipv6,
            int fragmentSize,
            boolean initialContact,
            Duration retransmitTimeout,
            int retransmitTries) {
        this(ikePath, natTraversalPath, identity, gateway, proof, gatewayKey, new ConfigurationWish.Address(), wanted,
                trust, ikeProposals, keyExchanges, espProposals, ipv4, ipv6, fragmentSize, initialContact,
                retransmitTimeout, retransmitTries, List.of(), List.of(), Contact.NONE);
    }

    /// How a client keeps contact.
    ///
    /// @param mobike     whether it tells when it moves (RFC 4555)
    /// @param window     requests that it takes at once (RFC 7296, section 2.3)
    /// @param crashToken what it will show if it loses the SA (RFC 6290); empty for nothing
    /// @param more       what else it says beside the SA payload
    public record Contact(boolean mobike, int window, Bytes crashToken, List<NotifyPayload> more) {
        public static final Contact NONE = new Contact(false, 1, Bytes.EMPTY, List.of());

        public Contact {
            more = List.copyOf(more);
        }
    }

    /// The same, with a hint which certificates would do (RFC 7296, section 3.7).
    public InitiatorSettings asking(List<CertReqPayload> requests) {
        return with(requests, contact, childless, retransmitTries);
    }

    /// The same, keeping contact like this.
    public InitiatorSettings keeping(Contact how) {
        return with(certificateRequests, how, childless, retransmitTries);
    }

    /// The same, with the first Child SA after the login.
    public InitiatorSettings withoutChild() {
        return with(certificateRequests, contact, true, retransmitTries);
    }

    /// The same, sending each request so often until the gateway counts as gone.
    public InitiatorSettings sending(int times) {
        return with(certificateRequests, contact, childless, times);
    }

    private InitiatorSettings with(List<CertReqPayload> requests, Contact how, boolean withoutChild, int tries) {
        return new InitiatorSettings(
                ikePath,
                natTraversalPath,
                identity,
                gateway,
                proof,
                gatewayKey,
                configuration,
                wanted,
                trust,
                ikeProposals,
                keyExchanges,
                espProposals,
                ipv4,
                ipv6,
                fragmentSize,
                initialContact,
                retransmitTimeout,
                tries,
                requests,
                able,
                how,
                withoutChild);
    }
}
