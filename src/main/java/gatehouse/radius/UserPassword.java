package gatehouse.radius;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// User-Password (RFC 2865, section 5.2): hidden with the secret that is shared with the server that is asked, so it is made
/// when that server is known. Belongs to one thread.
public final class UserPassword {
    private static final int TYPE = 2;
    /// RFC 2865, section 5.2.
    public static final int LONGEST = 128;

    private final Md5 md5 = new Md5();

    /// How long the attribute's value will be.
    public static int length(Secret password) {
        return Math.max(1, (password.length() + Md5.LENGTH - 1) / Md5.LENGTH) * Md5.LENGTH;
    }

    /// As it goes where nothing is hidden (RFC 9765, section 5.1.1).
    public static Attribute plain(Secret password) {
        return new Attribute(TYPE, Bytes.copyOf(password.expose()));
    }

    /// @param password at most 128 octets
    public Attribute hide(Secret password, Bytes requestAuthenticator, Secret secret) {
        if (password.length() > LONGEST) {
            throw new IllegalArgumentException("a password of " + password.length() + " octets");
        }
        byte[] out = new byte[length(password)];
        System.arraycopy(password.expose(), 0, out, 0, password.length());
        byte[] block = new byte[Md5.LENGTH];
        // b(1) = MD5(S + RA), b(i) = MD5(S + c(i-1)).
        for (int at = 0; at < out.length; at += Md5.LENGTH) {
            md5.update(secret.expose());
            if (at == 0) md5.update(requestAuthenticator);
            else md5.update(out, at - Md5.LENGTH, Md5.LENGTH);
            md5.finish(block, 0);
            for (int i = 0; i < Md5.LENGTH; i++) out[at + i] ^= block[i];
        }
        return new Attribute(TYPE, Bytes.wrap(out));
    }
}
