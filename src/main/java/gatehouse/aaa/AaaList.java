package gatehouse.aaa;

import gatehouse.bytes.Secret;
import java.util.List;

/// An AAA list: a named sequence of methods. The next method is asked only if the one before gave no answer; a refusal is an
/// answer.
///
/// @param password User-Password of requests that prove nothing about anybody: for groups, users and keys; `cisco` is
///                 what IOS sends and what AAA servers are set up for
public record AaaList(String name, List<Method> methods, Secret password) {
    public static final Secret USUAL_PASSWORD = Secret.ofUtf8("cisco");
    /// Nobody is asked.
    public static final AaaList NONE = new AaaList("", List.of());

    public AaaList {
        methods = List.copyOf(methods);
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

    /// The groups of RADIUS servers in it.
    public List<String> serverGroups() {
        return methods.stream()
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
