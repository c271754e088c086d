package gatehouse.dhcp;

import gatehouse.bytes.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What servers know a client by: the same name gives the same identity, today and after a restart.
///
/// @param identifier option 61
/// @param chaddr     a hardware address that nobody has, for servers that look at nothing else
record ClientIdentity(Bytes identifier, Bytes chaddr) {
    /// RFC 2132, section 9.14: a type of 0 is an identifier "other than a hardware address".
    private static final Bytes NO_HARDWARE = Bytes.copyOf((byte) 0);
    private static final int LONGEST = 255;
    /// IEEE 802: of the first octet, bit 1 says that it was administered locally, bit 0 that it is of a group.
    private static final int LOCAL = 0x02;
    private static final int GROUP = 0x01;

    /// @param name   the person's
    /// @param number 1 for the first of the sessions that a person has at a time: each needs an address of its own
    static ClientIdentity of(String name, int number) {
        Bytes whole = Bytes.ofUtf8(number == 1 ? name : name + "/" + number);
        Bytes digest = sha256(whole);
        // What is too long for an option is no less unique in short.
        Bytes identifier = Bytes.concat(NO_HARDWARE, whole.length() < LONGEST ? whole : digest);
        byte[] chaddr = digest.slice(0, 6).toArray();
        chaddr[0] = (byte) (chaddr[0] & ~GROUP | LOCAL);
        return new ClientIdentity(identifier, Bytes.wrap(chaddr));
    }

    private static Bytes sha256(Bytes octets) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(octets.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
