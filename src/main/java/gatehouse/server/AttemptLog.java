package gatehouse.server;

import gatehouse.session.Attempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// The last attempts to log in at one shard. Belongs to its thread.
///
/// Anybody can send first messages, as many as he likes. So attempts that never said who they are have a place of their own
/// and do not push out those that did.
final class AttemptLog {
    static final int MOST_NAMED = 1_000;
    static final int MOST_NAMELESS = 200;

    private final Deque<Attempt> named = new ArrayDeque<>();
    private final Deque<Attempt> nameless = new ArrayDeque<>();

    void add(Attempt attempt) {
        boolean isNameless = attempt.ikeIdentity().isEmpty() && attempt.eapIdentity().isEmpty();
        Deque<Attempt> where = isNameless ? nameless : named;
        if (where.size() >= (isNameless ? MOST_NAMELESS : MOST_NAMED)) where.removeFirst();
        where.addLast(attempt);
    }

    /// The newest that fit, oldest first.
    ///
    /// @param user by any of the names; empty for everybody
    List<Attempt> last(boolean failed, String user, int most) {
        var fitting = new ArrayList<Attempt>();
        for (Deque<Attempt> attempts : List.of(named, nameless)) {
            for (Attempt attempt : attempts) {
                if (!(failed && attempt.succeeded()) && (user.isEmpty() || isOf(user, attempt))) fitting.add(attempt);
            }
        }
        return newest(fitting, most);
    }

    /// The newest of some, oldest first.
    static List<Attempt> newest(List<Attempt> attempts, int most) {
        List<Attempt> sorted = attempts.stream().sorted(Comparator.comparing(Attempt::at)).toList();
        return sorted.subList(Math.max(0, sorted.size() - most), sorted.size());
    }

    private static boolean isOf(String user, Attempt attempt) {
        return attempt.user().equals(user) || attempt.eapIdentity().equals(user) || attempt.ikeIdentity().equals(user);
    }
}
