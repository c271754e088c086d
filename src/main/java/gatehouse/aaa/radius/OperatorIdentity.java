package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Who we are to networks of others, whose requests come through proxies (RFC 8559).
///
/// @param realm          the realm of the operator that we belong to; empty if we have none, and then any is taken for ours
/// @param nasIdentifiers what the operator's proxies call us in Operator-NAS-Identifier
public record OperatorIdentity(String realm, List<String> nasIdentifiers) {
    /// We are known to nobody else.
    public static final OperatorIdentity NONE = new OperatorIdentity("", List.of());

    /// Operator-NAS-Identifier is 241.8: the first octet of the value says which of 241 it is (RFC 6929, section 2.1).
    private static final int EXTENDED_1 = 241;
    private static final int OPERATOR_NAS_IDENTIFIER = 8;
    /// The namespace of names that are realms (RFC 5580, section 4.1).
    private static final char REALM = '1';

    public OperatorIdentity {
        nasIdentifiers = List.copyOf(nasIdentifiers);
    }

    static boolean isOperatorNasIdentifier(Attribute attribute) {
        return attribute.type() == EXTENDED_1
                && attribute.value().length() > 1
                && attribute.value().u8(0) == OPERATOR_NAS_IDENTIFIER;
    }

    /// A request that a proxy sent here by mistake is refused, and the proxies are told which mistake it is.
    void demandOurs(RadiusPacket request) throws NakException {
        List<String> names = request.all(Attributes.OPERATOR_NAME);
        var identifiers = new ArrayList<Bytes>(0);
        for (Attribute attribute : request.attributes()) {
            if (isOperatorNasIdentifier(attribute)) identifiers.add(attribute.value().from(1));
        }
        // RFC 8559, section 3.4: not without Operator-Name, and only one.
        if (!identifiers.isEmpty() && names.isEmpty()) {
            throw new NakException(ErrorCause.INVALID_REQUEST, "Operator-NAS-Identifier is without Operator-Name");
        }
        if (names.size() > 1 || identifiers.size() > 1) {
            throw new NakException(ErrorCause.INVALID_REQUEST,
                    "Operator-Name or Operator-NAS-Identifier is there twice");
        }
        for (String name : names) {
            if (!realm.isEmpty() && !name.toLowerCase(Locale.ROOT).equals(REALM + realm.toLowerCase(Locale.ROOT))) {
                throw new NakException(
                        ErrorCause.REQUEST_NOT_ROUTABLE,
                        "Operator-Name '" + name + "' is another's: we are of " + realm);
            }
        }
        for (Bytes identifier : identifiers) {
            if (!nasIdentifiers.contains(identifier.utf8())) {
                throw new NakException(
                        ErrorCause.NAS_IDENTIFICATION_MISMATCH,
                        "Operator-NAS-Identifier '" + identifier.utf8() + "' is not ours");
            }
        }
    }
}
