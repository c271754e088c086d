package gatehouse.config;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.ike.policy.Profile.RemoteMethod;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `authorization` of a profile: what clients are authorized by, for all ways to prove oneself or for each.
final class AuthorizationSection {
    private static final Map<String, NameRule> IDENTITIES =
            Map.of("ike", new NameRule.IkeIdentity(), "user-name", new NameRule.UserName());

    private static final List<String> COMMON = List.of("implicit", "group", "user", "override");

    private final Definitions definitions;

    private AuthorizationSection(Definitions definitions) {
        this.definitions = definitions;
    }

    static Map<RemoteMethod, AuthorizationPlan> read(
            Section section, List<RemoteMethod> methods, Definitions definitions) {
        var reader = new AuthorizationSection(definitions);
        AuthorizationPlan common = reader.plan(section);
        reader.checkUsed(section, methods);
        var plans = new EnumMap<RemoteMethod, AuthorizationPlan>(RemoteMethod.class);
        for (RemoteMethod method : RemoteMethod.values()) {
            Section own = section.section(method.toString());
            AuthorizationPlan plan = section.has(method.toString()) ? reader.plan(own) : common;
            own.end();
            if (methods.contains(method)) plans.put(method, plan);
            else if (section.has(method.toString())) {
                section.error(
                        method.toString(),
                        "stands for a way that authentication.remote does not allow",
                        "add '" + method + "' there, or remove this");
            }
        }
        section.end();
        return plans;
    }

    private void checkUsed(Section section, List<RemoteMethod> methods) {
        boolean common = COMMON.stream().anyMatch(section::has);
        if (common && methods.size() > 1 && methods.stream().map(RemoteMethod::toString).allMatch(section::has)) {
            String first = COMMON.stream().filter(section::has).findFirst().orElseThrow();
            section.error(first, "is for nobody: every way to prove oneself has its own section", "remove it");
        }
    }

    private AuthorizationPlan plan(Section section) {
        return new AuthorizationPlan(
                section.value("implicit", true, Values::yesOrNo),
                request(section.section("group"), section.has("group")),
                request(section.section("user"), section.has("user")),
                section.value("override", false, Values::yesOrNo));
    }

    private Optional<AuthorizationPlan.Request> request(Section section, boolean isThere) {
        var list = section.value("list", definitions::list);
        NameRule rule = rule(section, isThere);
        section.end();
        if (!isThere) return Optional.empty();
        if (list.isEmpty() && !section.has("list")) section.error("'list' is missing", "name the AAA list to ask");
        if (list.isPresent() && rule instanceof NameRule.Fixed(var name)) checkLocal(section, list.get(), name);
        return list.map(known -> new AuthorizationPlan.Request(known, rule));
    }

    /// Where nobody else is asked, the policy has to be here.
    private void checkLocal(Section section, AaaList list, String name) {
        if (!list.methods().equals(List.of(new AaaList.Method.Local()))) return;
        try {
            definitions.policy(name);
        } catch (Unfit e) {
            section.error("name", e.getMessage(), e.remedy());
        }
    }

    private NameRule rule(Section section, boolean isThere) {
        return rule(section, isThere, definitions);
    }

    /// Which name is asked about: exactly one of `name`, `mangler` and `identity`.
    static NameRule rule(Section section, boolean isThere, Definitions definitions) {
        Optional<NameRule> fixed = section.value("name", text -> new NameRule.Fixed(Values.text(text)));
        Optional<NameRule> mangled =
                section.value("mangler", text -> new NameRule.Mangled(definitions.mangler(text)));
        Optional<NameRule> identity = section.value("identity", Values.oneOf(IDENTITIES));
        long said = List.of("name", "mangler", "identity").stream().filter(section::has).count();
        if (isThere && said != 1) {
            section.error(
                    said == 0 ? "does not say which name to ask about"
                            : "says in " + said + " ways which name to ask about",
                    "give it one of name, mangler and identity");
        }
        return fixed.or(() -> mangled).or(() -> identity).orElse(new NameRule.IkeIdentity());
    }
}
