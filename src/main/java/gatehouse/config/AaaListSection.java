package gatehouse.config;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AaaList.Method;
import gatehouse.aaa.Realm;
import gatehouse.bytes.Secret;
import gatehouse.config.ProfileSection.ServerGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `aaa-lists`: whom to ask, one after the other.
final class AaaListSection {
    private static final String RADIUS = "radius ";

    private AaaListSection() {}

    static Map<String, AaaList> read(Section root, ServerGroups groups) {
        var lists = new LinkedHashMap<String, AaaList>();
        root.named("aaa-lists").forEach((name, section) -> lists.put(name, list(name, section, groups)));
        return lists;
    }

    private static AaaList list(String name, Section section, ServerGroups groups) {
        if (name.equals(Definitions.NONE)) section.error("'none' is a name of ours", "choose another");
        List<Method> methods = section.values("methods", List.of(), text -> method(text, groups));
        if (groups.names().contains(name) && !methods.isEmpty() && !methods.contains(new Method.Radius(name))) {
            section.error("has the name of a group of servers, and does not ask it", "choose another name");
        }
        var realms = new ArrayList<Realm>();
        section.named("realms", AaaListSection::realm)
                .forEach((suffix, below) -> realms.add(realm(suffix, below, groups)));
        if (methods.isEmpty()) section.error("methods", "names nobody to ask", "write [radius GROUP, local]");
        if (Set.copyOf(methods).size() < methods.size()) section.error("methods", "has a method twice", "");
        boolean own = section.has("secret-file") || section.has("secret-env");
        Secret password = own ? section.secret() : AaaList.USUAL_PASSWORD;
        section.end();
        return new AaaList(name, methods, password, realms);
    }

    private static Realm realm(String suffix, Section section, ServerGroups groups) {
        List<Method> methods = section.values("methods", List.of(), text -> method(text, groups));
        if (methods.isEmpty()) section.error("methods", "names nobody to ask", "write [radius GROUP, local]");
        boolean strip = section.value("strip", false, Values::yesOrNo);
        section.end();
        return new Realm(suffix, methods, strip);
    }

    /// `example.com`, `.example.com` or `default`.
    private static String realm(String text) throws Unfit {
        Values.domain(text.startsWith(".") ? text.substring(1) : text);
        return text;
    }

    private static Method method(String text, ServerGroups groups) throws Unfit {
        if (text.equals("local")) return new Method.Local();
        if (!text.startsWith(RADIUS))
            throw new Unfit("unknown method '" + text + "'", "write 'radius GROUP' or 'local'");
        String group = text.substring(RADIUS.length()).strip();
        return new Method.Radius(Definitions.known("group of servers", group, groups.names()));
    }
}
