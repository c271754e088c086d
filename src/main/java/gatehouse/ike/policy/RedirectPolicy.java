package gatehouse.ike.policy;

import gatehouse.wire.RedirectTarget;
import java.util.List;

/// When newcomers are sent to other gateways (RFC 5685), and to which.
///
/// @param members   the other gateways; with none, nobody is sent away
/// @param sessions  live sessions in percent of what the gateway may have, from which on newcomers are sent away; zero for never
/// @param processor likewise the load of the machine's processors
/// @param memory    likewise the memory of this process
/// @param always    whether newcomers are sent away whatever the load is
public record RedirectPolicy(List<Member> members, int sessions, int processor, int memory, boolean always) {
    public static final RedirectPolicy NONE = new RedirectPolicy(List.of(), 90, 0, 0, false);

    public RedirectPolicy {
        members = List.copyOf(members);
    }

    /// Another gateway.
    ///
    /// @param weight its share of those who are sent away
    public record Member(RedirectTarget target, int weight) {}
}
