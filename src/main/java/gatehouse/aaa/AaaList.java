package gatehouse.aaa;

import gatehouse.bytes.Secret;
import java.util.List;
import java.util.stream.Stream;

/// An AAA list: a named sequence of methods. The next method is asked only if the one before gave no answer; a refusal is an
/// answer.
///
/// @param password User-Password of requests that prove nothing about anybody: for groups, users and keys; `cisco` is
///                 what IOS sends and what AAA servers are set up for
/// @param realms   who is asked instead about names that have a realm
public record AaaList(String name, List<Method> methods, Secret password, List<Realm> realms) {
    public static final Secret USUAL_PASSWORD = Secret.ofUtf8("cisco");
    /// Nobody is asked.
    public static final AaaList NONE = new AaaList("", List.of());

    public AaaList {
        methods = List.copyOf(methods);
        realms = List.copyOf(realms);
    }

    /// Whatever the realm.
    public AaaList(String name, List<Method> methods, Secret password) {
        this(name, methods, password, List.of());
    }

    public AaaList(String name, List<Method> methods) {
        this(name, methods, USUAL_PASSWORD);
    }

    /// A list of one group of RADIUS servers, with the group's name.
    public static AaaList ofServers(String serverGroup) {
        return new AaaList(serverGroup, List.of(new Method.Radius(serverGroup)));
    }

    public boolean isNone() {
        return methods.isEmpty();
    }

    /// Whom to ask about a name.
    ///
    /// @param name as they know it
    public record Route(List<Method> methods, String name) {}

    /// The realm is what stands behind the last `@`; that which fits most closely decides, and without one the list does.
    public Route route(String name) {
        int at = name.lastIndexOf('@');
        if (at < 0 || realms.isEmpty()) return new Route(methods, name);
        String realm = name.substring(at + 1);
        Realm best = null;
        for (Realm candidate : realms) {
            if (candidate.fits(realm) < 0) continue;
            if (best == null || candidate.fits(realm) > best.fits(realm)) best = candidate;
        }
        if (best == null) return new Route(methods, name);
        return new Route(best.methods(), best.strip() && at > 0 ? name.substring(0, at) : name);
    }

    /// Everybody whom this list may ask.
    public List<Method> everyMethod() {
        return Stream.concat(methods.stream(), realms.stream().flatMap(realm -> realm.methods().stream()))
                .distinct()
                .toList();
    }

    /// The groups of RADIUS servers in it.
    public List<String> serverGroups() {
        return everyMethod().stream()
                .filter(Method.Radius.class::isInstance)
                .map(method -> ((Method.Radius) method).serverGroup())
                .toList();
    }

    /// One way to an answer.
    public sealed interface Method {
        /// A group of RADIUS servers.
        record Radius(String serverGroup) implements Method {}

        /// What the configuration itself says: local authorization policies, by name.
        record Local() implements Method {}
    }
}
