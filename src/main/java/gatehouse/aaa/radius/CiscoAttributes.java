package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.Meaning.grants;
import static gatehouse.aaa.radius.Meaning.restricts;
import static gatehouse.aaa.radius.Meaning.nameOf;
import static gatehouse.aaa.radius.Meaning.text;
import static gatehouse.aaa.radius.Meaning.unused;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted;
import java.util.List;
import java.util.Map;

/// Cisco's attributes (vendor 9) besides Cisco-AVPair, by type.
final class CiscoAttributes {
    static final int AVPAIR = 1;
    static final int ACTIVATE_SERVICE = 60;
    static final int DEACTIVATE_SERVICE = 63;
    static final int COMMAND_CODE = 252;

    private static final int AUTOMATIC_SERVICE = 'A';

    static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(2, unused("Cisco-NAS-Port", "sessions have no ports")),
            Map.entry(37, restricts("Cisco-Policy-Up", qos(Direction.IN))),
            Map.entry(38, restricts("Cisco-Policy-Down", qos(Direction.OUT))),
            Map.entry(55, restricts("Cisco-Sub-QoS-Pol-In", qos(Direction.IN))),
            Map.entry(56, restricts("Cisco-Sub-QoS-Pol-Out", qos(Direction.OUT))),
            Map.entry(57, restricts("Cisco-In-ACL", accessList(Direction.IN, true))),
            Map.entry(58, restricts("Cisco-Out-ACL", accessList(Direction.OUT, true))),
            Map.entry(ACTIVATE_SERVICE, restricts("Cisco-Activate-Service",
                    text(name -> List.of(new Granted.Service(Values.line(name)))))),
            Map.entry(61, restricts("Cisco-IPv6-In-ACL", accessList(Direction.IN, false))),
            Map.entry(62, restricts("Cisco-IPv6-Out-ACL", accessList(Direction.OUT, false))),
            Map.entry(DEACTIVATE_SERVICE, unused("Cisco-Deactivate-Service", "who comes in has no service yet")),
            Map.entry(250, grants("Cisco-Account-Info", text(CiscoAttributes::accountInfo))),
            Map.entry(251, unused("Cisco-Service-Info", "it describes services, which are policies of ours")),
            Map.entry(COMMAND_CODE, unused("Cisco-Command-Code", "who comes in is commanded nothing")));

    private CiscoAttributes() {}

    private static Meaning.Reader qos(Direction direction) {
        return nameOf(name -> new Granted.QosPolicy(direction, name));
    }

    private static Meaning.Reader accessList(Direction direction, boolean ipv4) {
        return text(line -> List.of(CiscoAvPairs.accessList(Values.line(line), 0, direction, ipv4)));
    }

    // `Aname` is a service that starts by itself; the other letters are for a portal.
    private static List<Granted> accountInfo(String text) throws UnfitException {
        if (text.charAt(0) != AUTOMATIC_SERVICE) throw UnfitException.unsupported("'" + text + "' is for a portal");
        String[] parts = text.substring(1).split(";", 2);
        return List.of(new Granted.Service(Values.line(parts[0])));
    }
}
