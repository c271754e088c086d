package gatehouse.ike.policy;

/// Which sessions may live beside each other.
///
/// @param initialContact what clears the way for a client that comes back
/// @param duplicates     what happens to a user who logs in beyond `perUser`
/// @param perUser        so many sessions one user may have; what AAA grants (session-limit) takes its place
/// @param endsWithCertificate whether a session ends when the certificate does that its client has proved itself by
public record SessionRules(InitialContact initialContact, Duplicates duplicates, int perUser,
        boolean endsWithCertificate) {
    public static final SessionRules DEFAULT = new SessionRules(InitialContact.NORMAL, Duplicates.KEEP, 1);

    /// One whose sessions end with the certificate.
    public SessionRules(InitialContact initialContact, Duplicates duplicates, int perUser) {
        this(initialContact, duplicates, perUser, true);
    }

    /// What ends older sessions of a client that logs in (RFC 7296, section 2.4).
    public enum InitialContact {
        /// Its saying INITIAL_CONTACT.
        NORMAL,
        /// Its logging in, from the same outer address with the same identity, whatever it says.
        FORCE
    }

    /// A user who has sessions already.
    public enum Duplicates {
        /// Has more of them then; only AAA limits how many.
        KEEP,
        /// The oldest of them end.
        REPLACE,
        /// Is not let in.
        REFUSE
    }
}
