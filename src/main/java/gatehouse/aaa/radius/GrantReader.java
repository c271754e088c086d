package gatehouse.aaa.radius;

import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.radius.Attribute;
import gatehouse.radius.RadiusPacket;
import java.util.ArrayList;
import java.util.List;

/// What attributes grant, in their order. What is present and not used is kept with the reason; what cannot be passed over
/// is kept as what fails the login. No octets make it throw.
public final class GrantReader {
    private final Strictness strictness;

    public GrantReader(Strictness strictness) {
        this.strictness = strictness;
    }

    /// For attributes that are not of a packet: nothing can be hidden in them.
    public Grant read(List<Attribute> attributes, Origin origin) {
        return read(attributes, origin, Hidden.STAYS);
    }

    Grant read(RadiusPacket packet, Origin origin, Hidden hidden) {
        return read(packet.attributes(), origin, hidden);
    }

    private Grant read(List<Attribute> attributes, Origin origin, Hidden hidden) {
        return new Grant(origin, findings(attributes, hidden).stream().map(this::granted).toList());
    }

    private Granted granted(Finding finding) {
        return switch (finding) {
            case Finding.Value(var value) -> value;
            case Finding.Unused unused -> switch (strictness.to(unused)) {
                case REFUSE -> new Granted.NotUnderstood(
                        unused.attribute(),
                        unused.reason() + "; correct it at the server, or name '" + unused.attribute()
                                + "' among the attributes to ignore");
                case IGNORE -> new Granted.Ignored(unused.attribute(), unused.reason());
            };
        };
    }

    /// The same without a verdict on what is not used.
    List<Finding> findings(List<Attribute> attributes, Hidden hidden) {
        var all = new ArrayList<TypedAttribute>(attributes.size());
        for (Attribute attribute : attributes) {
            for (Attribute single : attribute.single()) all.add(TypedAttribute.of(single));
        }
        var findings = new Findings();
        var joined = new JoinedAttributes(all, strictness.strongSwanGroups());
        for (int at = 0; at < all.size(); at++) {
            TypedAttribute attribute = all.get(at);
            if (attribute.isAvPair()) avPair(attribute, findings);
            else if (attribute.isBroken()) {
                findings.unused(attribute.name(), UnfitException.malformed("its parts do not fit"),
                        attribute.isCisco());
            } else one(attribute, joined.reader(at), hidden, findings);
        }
        return findings.all;
    }

    private static void avPair(TypedAttribute attribute, Findings findings) {
        try {
            CiscoAvPairs.read(Values.text(attribute.value())).forEach(findings::add);
        } catch (UnfitException e) {
            // Nothing at all asks for nothing.
            findings.unused(attribute.name(), e, !attribute.value().isEmpty());
        }
    }

    private static void one(
            TypedAttribute attribute, Meaning.Reader reader, Hidden hidden, Findings findings) {
        try {
            for (Granted granted : reader.read(attribute.value(), hidden)) {
                findings.add(attribute.name(), granted);
            }
        } catch (UnfitException e) {
            findings.unused(attribute.name(), e, attribute.restricts());
        }
    }

    private static final class Findings {
        final List<Finding> all = new ArrayList<>();

        void add(Finding finding) {
            switch (finding) {
                case Finding.Value(var granted) -> add(granted.name(), granted);
                case Finding.Unused unused -> all.add(unused);
            }
        }

        void add(String attribute, Granted granted) {
            if (isListOrPolicy(granted)) {
                for (Finding known : all) {
                    if (!(known instanceof Finding.Value(var other)) || !other.slot().equals(granted.slot())) continue;
                    // The same again is no contradiction; another one is, and which of them would restrict?
                    if (!other.equals(granted)) {
                        unused(attribute, UnfitException.invalid(
                                "'" + granted.text() + "' comes after '" + other.text()
                                        + "', and there can be one only"),
                                true);
                    }
                    return;
                }
            }
            all.add(new Finding.Value(granted));
        }

        void unused(String attribute, UnfitException why, boolean restricts) {
            all.add(new Finding.Unused(attribute, why.fault(), restricts, why.getMessage()));
        }

        private static boolean isListOrPolicy(Granted granted) {
            return granted instanceof Granted.NamedAccessList
                    || granted instanceof Granted.DownloadableAccessList
                    || granted instanceof Granted.QosPolicy;
        }
    }
}
