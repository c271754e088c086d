package gatehouse.initiator;

import gatehouse.bytes.Secret;
import gatehouse.eap.EapType;
import gatehouse.net.Path;
import gatehouse.wire.IdPayload;
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
/// @param user              EAP identity
/// @param methods           EAP methods that the client takes part in
/// @param ikeProposals      for the IKE SA, without SPI
/// @param keyExchanges      groups, the first of which is tried first
/// @param espProposals      for the Child SA; the SPI is put in
/// @param ipv4              whether an IPv4 address is asked for
/// @param ipv6              whether an IPv6 address is asked for
/// @param fragmentSize      largest datagram when fragmenting, IP and UDP headers included; 0 not to fragment
/// @param initialContact    whether to say that there is no other SA of ours
/// @param retransmitTimeout until a request is repeated first; doubled each time
public record InitiatorSettings(
        Path ikePath,
        Path natTraversalPath,
        IdPayload identity,
        Optional<IdPayload> gateway,
        String user,
        Secret password,
        List<EapType> methods,
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
    public InitiatorSettings {
        methods = List.copyOf(methods);
        ikeProposals = List.copyOf(ikeProposals);
        keyExchanges = List.copyOf(keyExchanges);
        espProposals = List.copyOf(espProposals);
    }
}
