package gatehouse.ike.request;

import gatehouse.ike.negotiation.ConfigurationReply;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Step;
import gatehouse.wire.CfgAttribute;
import java.util.List;

/// Tells the client of name servers, domains and networks that changed while it is connected (CFG_SET; RFC 7296, section
/// 3.15). A client that does not know how to be told answers with nothing, and what it does not know holds all the same.
public final class PushConfiguration {
    private PushConfiguration() {}

    /// @param before what it was told, or could be if it had asked
    /// @param now    what it has to know now
    public static void start(IkeSa sa, List<CfgAttribute> before, List<CfgAttribute> now, Step step) {
        if (now.equals(before)) return;
        Inform.start(sa, List.of(ConfigurationReply.set(now)), step);
    }
}
