package gatehouse.aaa.radius;

import gatehouse.aaa.AccountingEvent;
import gatehouse.net.Addresses;
import gatehouse.net.Usage;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Accounting events to Accounting-Requests (RFC 2866, RFC 2869).
public final class AccountingTranslator {
    private static final long START = 1;
    private static final long STOP = 2;
    private static final long INTERIM_UPDATE = 3;
    private static final long ACCOUNTING_ON = 7;
    private static final long ACCOUNTING_OFF = 8;
    private static final long AUTHENTIC_RADIUS = 1;
    private static final long PORT_VIRTUAL = 5;
    private static final long SERVICE_FRAMED = 2;

    private final NasIdentity nas;

    public AccountingTranslator(NasIdentity nas) {
        this.nas = nas;
    }

    /// The attributes of the Accounting-Request, as sent `now`: how late that is, Acct-Delay-Time tells.
    public List<Attribute> request(AccountingEvent event, Instant now) {
        var attributes = new ArrayList<Attribute>(32);
        attributes.add(Attributes.ACCT_STATUS_TYPE.of(status(event)));
        attributes.addAll(switch (event) {
            case AccountingEvent.OfSession session ->
                    nas.attributes(session.session().path().local().getAddress());
            case AccountingEvent.GatewayUp _,AccountingEvent.GatewayDown _ -> nas.attributes();
        });
        attributes.add(Attributes.EVENT_TIMESTAMP.of(event.at().getEpochSecond()));
        long delay = Math.max(0, Duration.between(event.at(), now).toSeconds());
        attributes.add(Attributes.ACCT_DELAY_TIME.of(delay));
        switch (event) {
            case AccountingEvent.OfSession ofSession -> session(ofSession, nas, attributes);
            case AccountingEvent.GatewayUp _,AccountingEvent.GatewayDown _ ->
                    // RFC 2866, section 5.5, wants an Acct-Session-Id in every request.
                    attributes.add(Attributes.ACCT_SESSION_ID.of("%08X".formatted(event.at().getEpochSecond())));
        }
        fit(attributes);
        return attributes;
    }

    // A record that no packet holds would be tried for ever: what is said elsewhere makes room, Filter-Id before Class.
    private static void fit(List<Attribute> attributes) {
        for (int type : new int[] {Attributes.FILTER_ID.type(), Attributes.CLASS.type()}) {
            for (int i = attributes.size() - 1;
                    i >= 0 && Authenticators.packetLength(attributes) > RadiusPacket.LONGEST; i--) {
                if (attributes.get(i).type() == type) attributes.remove(i);
            }
        }
    }

    private static long status(AccountingEvent event) {
        return switch (event) {
            case AccountingEvent.Start _ -> START;
            case AccountingEvent.Interim _ -> INTERIM_UPDATE;
            case AccountingEvent.Stop _ -> STOP;
            case AccountingEvent.GatewayUp _ -> ACCOUNTING_ON;
            case AccountingEvent.GatewayDown _ -> ACCOUNTING_OFF;
        };
    }

    private static void session(AccountingEvent.OfSession event, NasIdentity nas, List<Attribute> attributes) {
        Session session = event.session();
        attributes.add(Attributes.USER_NAME.of(session.user()));
        attributes.add(Attributes.ACCT_SESSION_ID.of(session.id().text()));
        // RFC 2866, section 5.11: what belongs to one login, whatever becomes of its SAs, sessions and addresses.
        attributes.add(Attributes.ACCT_MULTI_SESSION_ID.of(session.multiSessionId()));
        attributes.add(Attributes.NAS_PORT_TYPE.of(PORT_VIRTUAL));
        attributes.add(Attributes.NAS_PORT_ID.of(session.connection()));
        attributes.add(Attributes.SERVICE_TYPE.of(SERVICE_FRAMED));
        attributes.add(Attributes.ACCT_AUTHENTIC.of(AUTHENTIC_RADIUS));
        attributes.add(Attributes.CALLED_STATION_ID.of(
                Addresses.text(session.path().local().getAddress())));
        attributes.add(nas.callingStation(session.path().remote()));
        for (InetAddress address : session.addresses()) {
            attributes.add(
                    address.getAddress().length == 4
                            ? Attributes.FRAMED_IP_ADDRESS.of(address)
                            : Attributes.FRAMED_IPV6_ADDRESS.of(address));
        }
        attributes.add(Attributes.CISCO_AVPAIR.of("audit-session-id=" + session.auditSessionId()));
        attributes.add(Attributes.CISCO_AVPAIR.of("isakmp-initiator-id=" + session.ikeIdentity()));
        // RFC 2865, section 5.25: unmodified, all of them.
        event.classes().forEach(value -> attributes.add(Attributes.CLASS.of(value)));
        // RFC 4372: who was granted one is accounted under it.
        session.inForce().chargeableIdentities()
                .forEach(value -> attributes.add(Attributes.CHARGEABLE_USER_IDENTITY.of(value)));
        Session.InForce inForce = session.inForce();
        if (!inForce.securityGroupTag().isEmpty()) {
            attributes.add(Attributes.CISCO_AVPAIR.of("cts:security-group-tag=" + inForce.securityGroupTag()));
        }
        inForce.accessLists().forEach(filter -> attributes.add(Attributes.FILTER_ID.of(filter)));
        if (event instanceof AccountingEvent.Start) return;
        Duration lasted = Duration.between(session.startedAt(), event.at());
        attributes.add(Attributes.ACCT_SESSION_TIME.of(Math.max(0, lasted.toSeconds())));
        usage(event.usage(), attributes);
        if (event instanceof AccountingEvent.Stop stop) {
            attributes.add(Attributes.ACCT_TERMINATE_CAUSE.of((long) stop.cause().code()));
        }
    }

    // RFC 2869, sections 5.1 and 5.2: what 32 bits do not hold.
    static void usage(Usage usage, List<Attribute> attributes) {
        attributes.add(Attributes.ACCT_INPUT_OCTETS.of(usage.octetsIn() & 0xffff_ffffL));
        attributes.add(Attributes.ACCT_INPUT_GIGAWORDS.of(usage.octetsIn() >>> 32));
        attributes.add(Attributes.ACCT_INPUT_PACKETS.of(usage.packetsIn() & 0xffff_ffffL));
        attributes.add(Attributes.ACCT_OUTPUT_OCTETS.of(usage.octetsOut() & 0xffff_ffffL));
        attributes.add(Attributes.ACCT_OUTPUT_GIGAWORDS.of(usage.octetsOut() >>> 32));
        attributes.add(Attributes.ACCT_OUTPUT_PACKETS.of(usage.packetsOut() & 0xffff_ffffL));
    }
}
