package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.StandardAttributes.CLASS;
import static gatehouse.aaa.radius.StandardAttributes.FILTER_ID;
import static gatehouse.aaa.radius.StandardAttributes.FRAMED_INTERFACE_ID;
import static gatehouse.aaa.radius.StandardAttributes.FRAMED_IPV6_ADDRESS;
import static gatehouse.aaa.radius.StandardAttributes.FRAMED_IPV6_PREFIX;
import static gatehouse.aaa.radius.StandardAttributes.NAS_FILTER_RULE;
import static gatehouse.aaa.radius.StandardAttributes.TUNNEL_TYPE;

import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Attributes that mean something together with others of their packet. What several say is said where the first of them
/// stands.
final class JoinedAttributes {
    private static final long TUNNEL_ESP = 9;
    private static final int HOST = 128;
    private static final int INTERFACE_ID = 8;
    // As strongSwan has it: servers send longer values of Class that are no names.
    private static final int LONGEST_GROUP_CLASS = 43;
    // The first address of a prefix, where nobody says which.
    private static final Bytes FIRST = Bytes.fromHex("0000000000000001");

    private final List<TypedAttribute> all;
    private final boolean classGroups;
    private final boolean filterGroups;

    /// @param strongSwanGroups [Strictness#strongSwanGroups]
    JoinedAttributes(List<TypedAttribute> all, boolean strongSwanGroups) {
        this.all = all;
        this.classGroups = strongSwanGroups;
        // RFC 2868, section 3.1: a tag, and three octets of number.
        this.filterGroups = strongSwanGroups
                && find(0, TUNNEL_TYPE)
                        .filter(type -> type.length() == 4 && (type.u32(0) & 0xff_ffff) == TUNNEL_ESP)
                        .isPresent();
    }

    /// How the attribute at `index` is read.
    Meaning.Reader reader(int index) {
        TypedAttribute attribute = all.get(index);
        return switch (attribute.vendor()) {
            case 0 -> switch (attribute.type()) {
                case NAS_FILTER_RULE -> once(index, whole(0, NAS_FILTER_RULE));
                case FRAMED_IPV6_PREFIX -> (value, _) -> prefix(Values.ipv6Prefix(value));
                case FRAMED_INTERFACE_ID -> find(0, FRAMED_IPV6_PREFIX).isPresent() ? NOTHING : own(attribute);
                case FILTER_ID -> filterGroups ? Meaning.nameOf(Granted.Group::new) : own(attribute);
                case CLASS -> classGroups ? this::classOrGroup : own(attribute);
                default -> own(attribute);
            };
            case AsaAttributes.VENDOR -> switch (attribute.type()) {
                case AsaAttributes.BANNER_1, AsaAttributes.BANNER_2 -> once(index, this::banner);
                case AsaAttributes.SPLIT_TUNNEL_LIST, AsaAttributes.SPLIT_TUNNELING_POLICY -> splitTunnel(index);
                default -> own(attribute);
            };
            default -> own(attribute);
        };
    }

    private static final Meaning.Reader NOTHING = (_, _) -> List.of();

    private static Meaning.Reader own(TypedAttribute attribute) {
        return attribute.meaning().map(Meaning::reader).orElse((_, _) -> {
            throw UnfitException.unsupported("nothing here acts on it");
        });
    }

    private Optional<Bytes> find(int vendor, int type) {
        return all.stream().filter(attribute -> attribute.is(vendor, type)).map(TypedAttribute::value).findFirst();
    }

    /// Reads at the first attribute of a kind, and nothing at the others.
    private Meaning.Reader once(int index, Meaning.Reader reader) {
        TypedAttribute attribute = all.get(index);
        boolean isFirst = all.subList(0, index).stream().noneMatch(before -> isSameKind(before, attribute));
        return isFirst ? reader : NOTHING;
    }

    private static boolean isSameKind(TypedAttribute one, TypedAttribute other) {
        return one.vendor() == other.vendor() && (one.type() == other.type() || isBanner(one) && isBanner(other));
    }

    private static boolean isBanner(TypedAttribute attribute) {
        return attribute.is(AsaAttributes.VENDOR, AsaAttributes.BANNER_1)
                || attribute.is(AsaAttributes.VENDOR, AsaAttributes.BANNER_2);
    }

    /// All values of a type as one.
    private Meaning.Reader whole(int vendor, int type) {
        Bytes[] parts = all.stream()
                .filter(attribute -> attribute.is(vendor, type))
                .map(TypedAttribute::value)
                .toArray(Bytes[]::new);
        return (_, hidden) -> StandardAttributes.MEANINGS.get(type).reader().read(Bytes.concat(parts), hidden);
    }

    // RFC 3162, sections 2.2 and 2.3: the prefix is the client's, and the interface identifier says which address in it it has.
    // An address of its own (RFC 6911, section 3.1) says it better.
    private List<Granted> prefix(Prefix prefix) throws UnfitException {
        var granted = new ArrayList<Granted>(2);
        if (find(0, FRAMED_IPV6_ADDRESS).isEmpty()) {
            Bytes interfaceId = find(0, FRAMED_INTERFACE_ID).orElse(FIRST);
            if (interfaceId.length() != INTERFACE_ID) {
                throw UnfitException.malformed("the Framed-Interface-Id beside it has the wrong length");
            }
            granted.add(new Granted.FramedAddress(Values.ipv6Address(prefix, interfaceId)));
        }
        if (prefix.length() < HOST) granted.add(new Granted.FramedRoute(prefix));
        return granted;
    }

    private List<Granted> classOrGroup(Bytes value, Hidden hidden) throws UnfitException {
        var granted = new ArrayList<>(StandardAttributes.MEANINGS.get(CLASS).reader().read(value, hidden));
        if (granted.size() > 1 || value.isEmpty() || value.length() > LONGEST_GROUP_CLASS) return granted;
        try {
            granted.add(new Granted.Group(Values.line(Values.text(value))));
        } catch (UnfitException _) {
            // Some servers have octets there that are no name; they are for accounting alone.
        }
        return granted;
    }

    // The first goes on in the second: one has no room for what ASDM lets people write.
    private List<Granted> banner(Bytes value, Hidden hidden) throws UnfitException {
        Bytes first = find(AsaAttributes.VENDOR, AsaAttributes.BANNER_1).orElse(Bytes.EMPTY);
        Bytes second = find(AsaAttributes.VENDOR, AsaAttributes.BANNER_2).orElse(Bytes.EMPTY);
        return List.of(new Granted.Banner(Values.text(Bytes.concat(first, second))));
    }

    // Read at the list; the policy beside it has said all it has to say then.
    private Meaning.Reader splitTunnel(int index) {
        TypedAttribute attribute = all.get(index);
        Optional<Bytes> list = find(AsaAttributes.VENDOR, AsaAttributes.SPLIT_TUNNEL_LIST);
        Optional<Bytes> policy = find(AsaAttributes.VENDOR, AsaAttributes.SPLIT_TUNNELING_POLICY)
                .filter(value -> value.length() == 4);
        if (list.isEmpty() || policy.isEmpty()) return own(attribute);
        if (attribute.type() == AsaAttributes.SPLIT_TUNNELING_POLICY) return NOTHING;
        return Meaning.text(text -> AsaAttributes.splitTunnel(text, policy.get().u32(0)));
    }
}
