package gatehouse.radius.client;

import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How late an accounting record comes (RFC 2866, section 5.2). A request that goes to another server is a new one, and tells
/// the truth of then; repeats of one request stay what they are, for otherwise no server could tell that they are repeats
/// (RFC 5080, section 2.2.1), and Event-Timestamp is true in any case.
final class AcctDelayTime {
    private AcctDelayTime() {}

    /// The attributes as they are true now.
    static List<Attribute> at(Instant now, List<Attribute> attributes) {
        int delay = -1;
        long happened = -1;
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            if (Attributes.ACCT_DELAY_TIME.matches(attribute)) delay = i;
            else if (Attributes.EVENT_TIMESTAMP.matches(attribute)) {
                happened = Attributes.EVENT_TIMESTAMP.valueOf(attribute).orElse(-1L);
            }
        }
        if (delay < 0 || happened < 0) return attributes;
        Attribute truth = Attributes.ACCT_DELAY_TIME.of(Math.max(0, now.getEpochSecond() - happened));
        if (truth.equals(attributes.get(delay))) return attributes;
        var later = new ArrayList<>(attributes);
        later.set(delay, truth);
        return later;
    }
}
