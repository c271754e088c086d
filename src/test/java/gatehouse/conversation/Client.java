package gatehouse.conversation;

import gatehouse.initiator.GatewayTrust;
import gatehouse.wire.CertReqPayload;
import gatehouse.wire.CfgAttributeType;
import gatehouse.initiator.ClientProof;
import gatehouse.initiator.ConfigurationWish;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapType;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Proposal;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.Transform;
import gatehouse.wire.TransformId;
import gatehouse.wire.TransformType;
import gatehouse.bytes.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client in the simulated world, and what it went through.
final class Client {
    final Initiator engine;
    Path local;
    final List<InitiatorEffect> seen = new ArrayList<>();
    final List<Instant> times = new ArrayList<>();

    Client(Initiator engine, Path local) {
        this.engine = engine;
        this.local = local;
    }

    /// What can be told apart of clients. The defaults are those of a usual one.
    static final class Shape {
        final String user;
        String password = "secret";
        String identity;
        EapType[] methods = {EapType.MSCHAPV2};
        int group = TransformId.CURVE_25519;
        List<Integer> groups = List.of(TransformId.CURVE_25519, TransformId.ECP_256);
        boolean cbc;
        boolean secrecy;
        int childGroup = 0;
        int fragmentSize = 1280;
        boolean initialContact;
        boolean ipv4 = true;
        boolean ipv6;
        int host = 1;
        /// Its address, where [#host] does not number enough of them.
        String place = "";
        int tries = 6;
        IdType identityType = IdType.RFC822_ADDR;
        Optional<ClientProof> proof = Optional.empty();
        Optional<Secret> gatewayKey = Optional.empty();
        List<CfgAttributeType> wanted = List.of();
        GatewayTrust trust = (_, _) -> Optional.empty();
        List<CertReqPayload> certificateRequests = List.of();
        List<Payload> able = List.of();
        InitiatorSettings.Contact contact = InitiatorSettings.Contact.NONE;
        boolean childless;
        ConfigurationWish configuration = new ConfigurationWish.Address();

        Shape(String user) {
            this.user = user;
            this.identity = user;
        }

        InitiatorSettings settings() {
            var client = Addresses.parse(place.isEmpty() ? "198.51.100." + host : place);
            var gateway = Addresses.parse("203.0.113.1");
            var ids = new IdPayload(PayloadType.IDI, identityType, Bytes.ofUtf8(identity));
            var settings = new InitiatorSettings(
                    new Path(new InetSocketAddress(client, 500), new InetSocketAddress(gateway, 500)),
                    new Path(new InetSocketAddress(client, 4500), new InetSocketAddress(gateway, 4500)),
                    ids,
                    Optional.empty(),
                    proof.orElseGet(() -> new ClientProof.Eap(user, Secret.ofUtf8(password), List.of(methods))),
                    gatewayKey,
                    configuration,
                    wanted,
                    trust,
                    List.of(ike()),
                    groups,
                    List.of(esp()),
                    ipv4,
                    ipv6,
                    fragmentSize,
                    initialContact,
                    Duration.ofSeconds(1),
                    tries,
                    certificateRequests,
                    able,
                    contact);
            return childless ? settings.withoutChild() : settings;
        }

        private Proposal ike() {
            var transforms = new ArrayList<Transform>();
            cipher(transforms);
            transforms.add(Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256));
            for (int g : groups) transforms.add(Transform.of(TransformType.KE, g));
            return new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, transforms);
        }

        private Proposal esp() {
            var transforms = new ArrayList<Transform>();
            cipher(transforms);
            if (secrecy)
                transforms.add(Transform.of(TransformType.KE, childGroup != 0 ? childGroup : groups.getFirst()));
            transforms.add(Transform.of(TransformType.ESN, TransformId.NO_ESN));
            return new Proposal(1, ProtocolId.ESP, Bytes.fromHex("00000000"), transforms);
        }

        private void cipher(List<Transform> transforms) {
            if (cbc) {
                transforms.add(Transform.of(TransformType.ENCR, TransformId.AES_CBC, 256));
                transforms.add(Transform.of(TransformType.INTEG, TransformId.HMAC_SHA2_256_128));
            } else {
                transforms.add(Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 256));
            }
        }
    }

    boolean connected() {
        return last(InitiatorEffect.Connected.class).isPresent() && closed().isEmpty();
    }

    Optional<InitiatorEffect.Closed> closed() {
        return last(InitiatorEffect.Closed.class);
    }

    String address() {
        return Addresses.text(last(InitiatorEffect.Connected.class).orElseThrow().addresses().getFirst());
    }

    <E extends InitiatorEffect> Optional<E> last(Class<E> kind) {
        return seen.stream().filter(kind::isInstance).map(kind::cast).reduce((_, b) -> b);
    }

    <E extends InitiatorEffect> long count(Class<E> kind) {
        return seen.stream().filter(kind::isInstance).count();
    }

    /// When the first effect of this kind came.
    Instant when(Class<? extends InitiatorEffect> kind) {
        for (int i = 0; i < seen.size(); i++) if (kind.isInstance(seen.get(i))) return times.get(i);
        throw new AssertionError("never saw " + kind.getSimpleName() + ": " + seen);
    }
}
