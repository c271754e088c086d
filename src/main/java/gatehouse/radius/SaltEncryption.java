package gatehouse.radius;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.util.Arrays;
import java.util.Optional;

/// Attributes hidden with a salt: MS-MPPE keys and Tunnel-Password (RFC 2548, section 2.4.2; RFC 2868, section 3.5).
/// Belongs to one thread.
public final class SaltEncryption {
    private final Md5 md5 = new Md5();

    /// What is hidden in `salt | hidden`; empty if it cannot be.
    ///
    /// @param value               without what comes before the salt, as Tunnel-Password's tag
    /// @param requestAuthenticator of the request that was answered
    public Optional<Secret> reveal(Bytes value, Bytes requestAuthenticator, Secret secret) {
        int hidden = value.length() - 2;
        if (hidden < Md5.LENGTH || hidden % Md5.LENGTH != 0) return Optional.empty();
        byte[] plain = mix(value.from(2), value.slice(0, 2), requestAuthenticator, secret, true);
        int length = plain[0] & 0xff;
        if (length > plain.length - 1) {
            Arrays.fill(plain, (byte) 0);
            return Optional.empty();
        }
        Secret key = Secret.wrap(Arrays.copyOfRange(plain, 1, 1 + length));
        Arrays.fill(plain, (byte) 0);
        return Optional.of(key);
    }

    /// `salt | hidden`, as a server makes it.
    ///
    /// @param salt 2 octets, the highest bit set, different in every attribute of a packet
    public Bytes hide(Secret plain, Bytes salt, Bytes requestAuthenticator, Secret secret) {
        int padded = (1 + plain.length() + Md5.LENGTH - 1) / Md5.LENGTH * Md5.LENGTH;
        byte[] text = new byte[padded];
        text[0] = (byte) plain.length();
        System.arraycopy(plain.expose(), 0, text, 1, plain.length());
        return Bytes.concat(salt, Bytes.wrap(mix(Bytes.wrap(text), salt, requestAuthenticator, secret, false)));
    }

    // b(1) = MD5(S + R + A), b(i) = MD5(S + c(i-1)).
    private byte[] mix(Bytes text, Bytes salt, Bytes requestAuthenticator, Secret secret, boolean reveal) {
        byte[] out = new byte[text.length()];
        byte[] block = new byte[Md5.LENGTH];
        for (int at = 0; at < out.length; at += Md5.LENGTH) {
            md5.update(secret.expose());
            if (at == 0) md5.update(requestAuthenticator).update(salt);
            else if (reveal) md5.update(text.slice(at - Md5.LENGTH, at));
            else md5.update(out, at - Md5.LENGTH, Md5.LENGTH);
            md5.finish(block, 0);
            for (int i = 0; i < Md5.LENGTH; i++) out[at + i] = (byte) (text.u8(at + i) ^ block[i]);
        }
        return out;
    }
}
