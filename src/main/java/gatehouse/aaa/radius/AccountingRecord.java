package gatehouse.aaa.radius;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Usage;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An accounting event as it lies on the disk: the attributes of its request, and what the spool must know to send it. Not
/// the session that it came from, whose shape changes with the program, while a record may wait for the next version.
///
/// @param session    the Acct-Session-Id; empty for what concerns the gateway
/// @param began      when the session was authorized
/// @param attributes with an Acct-Delay-Time of zero
public record AccountingRecord(
        Kind kind, Instant at, String serverGroup, String session, Instant began, List<Attribute> attributes) {
    private static final int VERSION = 1;
    /// What stands before the attributes, without the two names.
    private static final int FIXED_LENGTH = 22;
    private static final Set<Integer> COUNTERS = Set.of(
            Attributes.ACCT_INPUT_OCTETS.type(), Attributes.ACCT_INPUT_GIGAWORDS.type(),
            Attributes.ACCT_INPUT_PACKETS.type(), Attributes.ACCT_OUTPUT_OCTETS.type(),
            Attributes.ACCT_OUTPUT_GIGAWORDS.type(), Attributes.ACCT_OUTPUT_PACKETS.type());

    public AccountingRecord {
        attributes = List.copyOf(attributes);
    }

    /// In the words of Acct-Status-Type.
    public enum Kind {
        START, STOP, INTERIM, ON, OFF;

        /// Whether all before must be told first, and all after it afterwards: a server that hears of it may end every
        /// session that it knows of this gateway.
        boolean isBarrier() {
            return this == ON || this == OFF;
        }
    }

    /// An event in the words of RADIUS.
    public static AccountingRecord of(AccountingEvent event, AccountingTranslator translator) {
        List<Attribute> attributes = translator.request(event, event.at());
        return switch (event) {
            case AccountingEvent.OfSession of -> new AccountingRecord(
                    switch (of) {
                        case AccountingEvent.Start _ -> Kind.START;
                        case AccountingEvent.Interim _ -> Kind.INTERIM;
                        case AccountingEvent.Stop _ -> Kind.STOP;
                    },
                    event.at(),
                    event.serverGroup(),
                    of.session().id().text(),
                    of.session().startedAt(),
                    attributes);
            case AccountingEvent.GatewayUp _ ->
                    new AccountingRecord(Kind.ON, event.at(), event.serverGroup(), "", event.at(), attributes);
            case AccountingEvent.GatewayDown _ ->
                    new AccountingRecord(Kind.OFF, event.at(), event.serverGroup(), "", event.at(), attributes);
        };
    }

    /// The attributes as sent `now`: how late that is, Acct-Delay-Time tells.
    List<Attribute> request(Instant now) {
        long delay = Math.max(0, Duration.between(at, now).toSeconds());
        var request = new ArrayList<Attribute>(attributes.size());
        for (Attribute attribute : attributes) {
            boolean itself = attribute.type() == Attributes.ACCT_DELAY_TIME.type();
            request.add(itself ? Attributes.ACCT_DELAY_TIME.of(delay) : attribute);
        }
        return request;
    }

    /// The stop of a session of which this is the last that is known: the gateway went down with it.
    ///
    /// @param end  when that was, as far as anybody can tell
    /// @param last what was counted of it last; what is older than this record does not matter
    AccountingRecord stopOfCrash(Instant end, Optional<Counters> last) {
        Optional<Counters> newer = last.filter(counters -> counters.at().isAfter(at));
        Instant ended = end.isBefore(at) ? at : end;
        var stop = new ArrayList<Attribute>(attributes.size() + 8);
        boolean counted = false;
        for (Attribute attribute : attributes) {
            int type = attribute.type();
            if (type == Attributes.ACCT_STATUS_TYPE.type()) stop.add(Attributes.ACCT_STATUS_TYPE.of(2L));
            else if (type == Attributes.EVENT_TIMESTAMP.type())
                stop.add(Attributes.EVENT_TIMESTAMP.of(ended.getEpochSecond()));
            else if (newer.isPresent() && COUNTERS.contains(type)) continue;
            else if (type != Attributes.ACCT_SESSION_TIME.type()) stop.add(attribute);
            counted |= COUNTERS.contains(type);
        }
        stop.add(Attributes.ACCT_SESSION_TIME.of(Math.max(0, Duration.between(began, ended).toSeconds())));
        if (newer.isPresent()) AccountingTranslator.usage(newer.get().usage(), stop);
        else if (!counted) AccountingTranslator.usage(Usage.NONE, stop);
        stop.add(Attributes.ACCT_TERMINATE_CAUSE.of((long) TerminateCause.NAS_REBOOT.code()));
        return new AccountingRecord(Kind.STOP, ended, serverGroup, session, began, stop);
    }

    Bytes write() {
        int length = FIXED_LENGTH + 3 * (serverGroup.length() + session.length());
        for (Attribute attribute : attributes) length += 2 + attribute.value().length();
        var out =
                new ByteWriter(length).u8(VERSION).u8(kind.ordinal()).u64(at.toEpochMilli()).u64(began.toEpochMilli());
        for (String text : List.of(serverGroup, session)) {
            Bytes octets = Bytes.ofUtf8(text);
            out.u16(octets.length()).bytes(octets);
        }
        for (Attribute attribute : attributes) {
            out.u8(attribute.type()).u8(attribute.value().length()).bytes(attribute.value());
        }
        return out.toBytes();
    }

    static AccountingRecord read(Bytes octets) throws MalformedException {
        var in = new ByteReader(octets);
        int version = in.u8("version");
        if (version != VERSION) throw new MalformedException("accounting record of version " + version);
        int kind = in.u8("kind");
        if (kind >= Kind.values().length) throw new MalformedException("accounting record of kind " + kind);
        Instant at = Instant.ofEpochMilli(in.u64("time"));
        Instant began = Instant.ofEpochMilli(in.u64("begin"));
        String group = in.bytes(in.u16("length of group"), "group").utf8();
        String session = in.bytes(in.u16("length of session"), "session").utf8();
        var attributes = new ArrayList<Attribute>(32);
        while (in.hasRemaining()) {
            int type = in.u8("attribute");
            if (type == 0) throw new MalformedException("attribute 0");
            attributes.add(new Attribute(type, in.bytes(in.u8("length of attribute"), "attribute " + type)));
        }
        return new AccountingRecord(Kind.values()[kind], at, group, session, began, attributes);
    }
}
