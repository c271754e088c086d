package gatehouse.cli;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.ConfigurationException;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.ike.policy.ProposalPolicy;
import gatehouse.initiator.ClientProof;
import gatehouse.initiator.GatewayTrust;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.wire.CfgAttributeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.Transform;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What our clients say of themselves and offer: what every gateway of ours would take, whatever its configuration says.
///
/// @param gateway who has to answer
record ClientOffers(
        IdPayload gateway, GatewayTrust trust, List<Proposal> ike, List<Integer> keyExchanges, List<Proposal> esp) {
    /// What can be shown, besides addresses and name servers.
    static final List<CfgAttributeType> WANTED = List.of(
            CfgAttributeType.INTERNAL_DNS_DOMAIN, CfgAttributeType.UNITY_DEF_DOMAIN, CfgAttributeType.UNITY_BANNER);

    /// How often a request is sent, if nobody says otherwise.
    static final int TRIES = 5;

    private static final int FRAGMENT_SIZE = 1280;
    private static final Duration RETRANSMIT = Duration.ofSeconds(1);

    static ClientOffers of(String gateway, GatewayTrust trust, Machine machine) throws ConfigurationException {
        GatewayConfig defaults = Configuration.empty(machine, Overrides.NONE).gateway();
        List<ProposalPolicy> ike = defaults.profiles().getFirst().ikeProposals();
        return new ClientOffers(
                identity(PayloadType.IDR, gateway), trust, offers(ProtocolId.IKE, ike), groups(ike),
                offers(ProtocolId.ESP, defaults.profiles().getFirst().espProposals()));
    }

    /// How somebody connects.
    InitiatorSettings settings(
            Path toIke, Path toNatTraversal, String identity, ClientProof proof, Optional<Secret> gatewayKey) {
        return new InitiatorSettings(
                toIke, toNatTraversal, identity(PayloadType.IDI, identity), Optional.of(gateway), proof, gatewayKey,
                WANTED, trust, ike, keyExchanges, esp, true, true, FRAGMENT_SIZE, false, RETRANSMIT, TRIES);
    }

    /// As native clients do it: what looks like an address is one, what has an '@' a mail address.
    private static IdPayload identity(PayloadType type, String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            Bytes octets = Addresses.bytes(address);
            return new IdPayload(type, octets.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, octets);
        } catch (IllegalArgumentException _) {
            IdType kind = text.indexOf('@') > 0 ? IdType.RFC822_ADDR : IdType.FQDN;
            return new IdPayload(type, kind, Bytes.ofUtf8(text));
        }
    }

    private static List<Proposal> offers(ProtocolId protocol, List<ProposalPolicy> policies) {
        var offers = new ArrayList<Proposal>();
        for (ProposalPolicy policy : policies) {
            List<Transform> transforms = Stream.of(
                    policy.encryption(),
                    policy.prf(),
                    policy.integrity(),
                    policy.keyExchange(),
                    policy.extendedSequence())
                    .flatMap(List::stream)
                    .toList();
            offers.add(new Proposal(offers.size() + 1, protocol, Bytes.EMPTY, transforms));
        }
        return offers;
    }

    private static List<Integer> groups(List<ProposalPolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.keyExchange().stream())
                .map(Transform::id)
                .distinct()
                .toList();
    }
}
