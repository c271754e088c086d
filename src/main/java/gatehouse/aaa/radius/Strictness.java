package gatehouse.aaa.radius;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What is done about attributes that nobody here understands.
///
/// By itself an attribute that asks for a restriction fails the login: an access list, a filter, a limit, a VLAN, and every
/// `ip:`, `ipsec:`, `ipv6:` and `cts:` pair that its sender calls mandatory (`=`) and that has no meaning here. Whoever sent
/// it counts on it being obeyed. What only gives something, or concerns other kinds of access, is ignored and told.
///
/// @param exceptions       attributes for which something else holds, by name: as the dictionary has it, or for a
///                         Cisco-AVPair what stands before `=`, without a number (`ip:inacl`)
/// @param strongSwanGroups whether groups come as strongSwan takes them: a Class of less than 44 octets is the name of a
///                         group, and so is a Filter-Id beside Tunnel-Type ESP
public record Strictness(Map<String, Reaction> exceptions, boolean strongSwanGroups) {
    public static final Strictness USUAL = new Strictness(Map.of(), false);

    /// What an attribute that is not understood does.
    public enum Reaction {
        /// It fails the login.
        REFUSE,
        /// It is told and does nothing.
        IGNORE
    }

    public Strictness {
        var lower = new HashMap<String, Reaction>();
        exceptions.forEach((name, reaction) -> lower.put(name.toLowerCase(Locale.ROOT), reaction));
        exceptions = Map.copyOf(lower);
    }

    Reaction to(Finding.Unused unused) {
        return exceptions.getOrDefault(
                unused.attribute().toLowerCase(Locale.ROOT), unused.restricts() ? Reaction.REFUSE : Reaction.IGNORE);
    }

    /// Whether it is said in so many words that an attribute does not matter.
    boolean waives(String attribute) {
        return exceptions.get(attribute.toLowerCase(Locale.ROOT)) == Reaction.IGNORE;
    }
}
