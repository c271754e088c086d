package gatehouse.config;

import gatehouse.ike.policy.RedirectPolicy;
import gatehouse.ike.policy.RedirectPolicy.Member;
import gatehouse.wire.RedirectTarget;
import java.util.List;
import java.util.Map;

/// `redirect`.
final class RedirectSection {
    private static final int MOST_WEIGHT = 1000;

    private RedirectSection() {}

    static RedirectPolicy read(Section section) {
        RedirectPolicy otherwise = RedirectPolicy.NONE;
        List<Member> members = section.values("to", List.of(), RedirectSection::member);
        boolean always = section.value("newcomers", false, Values.oneOf(Map.of("above-load", false, "always", true)));
        Section load = section.section("load");
        var policy = new RedirectPolicy(
                members,
                load.value("sessions", otherwise.sessions(), RedirectSection::percent),
                load.value("processor", otherwise.processor(), RedirectSection::percent),
                load.value("memory", otherwise.memory(), RedirectSection::percent),
                always);
        load.end();
        if (always && members.isEmpty()) {
            section.error("newcomers", "are always sent away, and 'to' is empty", "name the gateways to send them to");
        }
        section.end();
        return policy;
    }

    /// `gw2.example.org`, or with a weight `gw2.example.org 3`.
    private static Member member(String text) throws Unfit {
        String[] words = text.trim().split(" +");
        if (words.length > 2) throw new Unfit("'" + text + "' is no gateway", "write 'NAME' or 'NAME WEIGHT'");
        int weight = words.length == 2 ? Values.count(1, MOST_WEIGHT).of(words[1]) : 1;
        RedirectTarget target = RedirectTarget.of(words[0]);
        if (target.kind() == RedirectTarget.FQDN) Values.domain(words[0]);
        return new Member(target, weight);
    }

    private static int percent(String text) throws Unfit {
        if (text.equals(Definitions.NONE)) return 0;
        return Values.count(1, 100).of(text);
    }
}
