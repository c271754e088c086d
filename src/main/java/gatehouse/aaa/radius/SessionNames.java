package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.radius.Attribute;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.session.SessionId;
import gatehouse.session.SessionQuery;
import gatehouse.session.SessionQuery.Criterion;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a request for dynamic authorization names its session by (RFC 5176, section 3), and what else is in it.
final class SessionNames {
    private static final String AUDIT_SESSION_ID = "audit-session-id";
    // Present in requests and without effect on them.
    private static final Set<Integer> WITHOUT_EFFECT = Set.of(
            Attributes.EVENT_TIMESTAMP.type(),
            Attributes.MESSAGE_AUTHENTICATOR.type(),
            Attributes.PROXY_STATE.type(),
            Attributes.ACCT_TERMINATE_CAUSE.type(),
            Attributes.NAS_PORT.type(),
            Attributes.NAS_PORT_TYPE.type(),
            Attributes.NAS_IDENTIFIER.type(),
            Attributes.OPERATOR_NAME.type(),
            Attributes.CALLED_STATION_ID.type(),
            Attributes.REPLY_MESSAGE.type());

    private final boolean disconnect;
    private final List<Criterion> criteria = new ArrayList<>(4);
    private final List<Attribute> rest = new ArrayList<>();
    private Optional<Prefix> ipv6Prefix = Optional.empty();
    private Optional<Bytes> interfaceId = Optional.empty();

    private SessionNames(boolean disconnect) {
        this.disconnect = disconnect;
    }

    static SessionNames read(List<Attribute> attributes, boolean disconnect) throws NakException {
        var names = new SessionNames(disconnect);
        for (Attribute received : attributes) {
            for (Attribute attribute : received.single()) names.attribute(attribute);
        }
        names.ipv6Prefix();
        return names;
    }

    /// All that must agree; the first names a session by itself.
    List<Criterion> criteria() throws NakException {
        List<Criterion> sorted = new ArrayList<>(criteria.size());
        for (Criterion criterion : criteria) if (criterion.isIndexed()) sorted.add(criterion);
        if (sorted.isEmpty()) throw NakException.missing("no attribute names a session");
        for (Criterion criterion : criteria) if (!criterion.isIndexed()) sorted.add(criterion);
        return sorted;
    }

    /// What is neither a name nor without effect, one attribute for each part of a vendor's and each pair of Cisco's.
    List<Attribute> rest() {
        return List.copyOf(rest);
    }

    private void attribute(Attribute attribute) throws NakException {
        if (Attributes.ACCT_SESSION_ID.matches(attribute)) {
            criteria.add(new SessionQuery.ById(new SessionId(value(Attributes.ACCT_SESSION_ID, attribute))));
        } else if (Attributes.ACCT_MULTI_SESSION_ID.matches(attribute)) {
            criteria.add(new SessionQuery.ByMultiSessionId(value(Attributes.ACCT_MULTI_SESSION_ID, attribute)));
        } else if (Attributes.USER_NAME.matches(attribute)) {
            criteria.add(new SessionQuery.ByUser(value(Attributes.USER_NAME, attribute)));
        } else if (Attributes.FRAMED_IP_ADDRESS.matches(attribute)) {
            criteria.add(byInnerAddress(Attributes.FRAMED_IP_ADDRESS, attribute));
        } else if (Attributes.FRAMED_IPV6_ADDRESS.matches(attribute)) {
            criteria.add(byInnerAddress(Attributes.FRAMED_IPV6_ADDRESS, attribute));
        } else if (attribute.type() == StandardAttributes.FRAMED_IPV6_PREFIX) {
            try {
                ipv6Prefix = Optional.of(Values.ipv6Prefix(attribute.value()));
            } catch (UnfitException e) {
                throw NakException.about("Framed-IPv6-Prefix", e.fault(), e.getMessage());
            }
        } else if (attribute.type() == StandardAttributes.FRAMED_INTERFACE_ID) {
            interfaceId = Optional.of(attribute.value());
        } else if (Attributes.CALLING_STATION_ID.matches(attribute)) {
            criteria.add(new SessionQuery.ByPeerAddress(peer(value(Attributes.CALLING_STATION_ID, attribute))));
        } else if (Attributes.NAS_PORT_ID.matches(attribute)) {
            criteria.add(new SessionQuery.ByConnection(value(Attributes.NAS_PORT_ID, attribute)));
        } else if (Attributes.CHARGEABLE_USER_IDENTITY.matches(attribute)) {
            criteria.add(new SessionQuery.ByChargeableIdentity(attribute.value()));
        } else if (disconnect && Attributes.CLASS.matches(attribute)) {
            // In a CoA-Request it is a new one (RFC 5176, section 3.6, note 3).
            criteria.add(new SessionQuery.ByClass(attribute.value()));
        } else if (Attributes.CISCO_AVPAIR.matches(attribute)) {
            pairs(attribute);
        } else if (Attributes.NAS_IP_ADDRESS.matches(attribute)) {
            value(Attributes.NAS_IP_ADDRESS, attribute);
        } else if (Attributes.NAS_IPV6_ADDRESS.matches(attribute)) {
            value(Attributes.NAS_IPV6_ADDRESS, attribute);
        } else if (!WITHOUT_EFFECT.contains(attribute.type())
                && !OperatorIdentity.isOperatorNasIdentifier(attribute)) {
                    rest.add(attribute);
                }
    }

    private void pairs(Attribute attribute) throws NakException {
        for (String pair : AvPair.split(value(Attributes.CISCO_AVPAIR, attribute))) {
            if (AvPair.nameOf(pair).equals(AUDIT_SESSION_ID)) {
                try {
                    criteria.add(new SessionQuery.ByAuditSessionId(AvPair.parse(pair).value()));
                } catch (UnfitException e) {
                    throw NakException.about(AUDIT_SESSION_ID, e.fault(), e.getMessage());
                }
            } else {
                rest.add(Attributes.CISCO_AVPAIR.of(pair));
            }
        }
    }

    // RFC 5176, section 3: the prefix is always sent with Framed-Interface-Id.
    private void ipv6Prefix() throws NakException {
        if (ipv6Prefix.isEmpty() && interfaceId.isEmpty()) return;
        if (ipv6Prefix.isEmpty()) throw NakException.missing("Framed-Interface-Id is without Framed-IPv6-Prefix");
        Prefix prefix = ipv6Prefix.get();
        boolean isHost = prefix.length() == prefix.base().getAddress().length * 8;
        if (interfaceId.isEmpty() && !isHost) {
            throw NakException.missing("Framed-IPv6-Prefix is without Framed-Interface-Id");
        }
        Bytes id = interfaceId.orElse(Bytes.EMPTY);
        if (!id.isEmpty() && id.length() != Long.BYTES) {
            throw NakException.malformed("Framed-Interface-Id", "its value has the wrong length");
        }
        criteria.add(new SessionQuery.ByInnerAddress("Framed-IPv6-Prefix", Values.ipv6Address(prefix, id)));
    }

    private static Criterion byInnerAddress(AttributeKey<InetAddress> key, Attribute attribute) throws NakException {
        return new SessionQuery.ByInnerAddress(key.name(), value(key, attribute));
    }

    private static <T> T value(AttributeKey<T> key, Attribute attribute) throws NakException {
        return key.valueOf(attribute)
                .orElseThrow(() -> NakException.malformed(key.name(), "its value has the wrong length"));
    }

    // An address, perhaps with a port in strongSwan's spelling: 192.0.2.1[4500].
    private static InetAddress peer(String text) throws NakException {
        int bracket = text.indexOf('[');
        String address = bracket > 0 ? text.substring(0, bracket) : text;
        try {
            return Addresses.parse(address.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw NakException.invalid("Calling-Station-Id", "'" + text + "' is no address");
        }
    }
}
