package gatehouse.radius.server;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapPacket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// EAP-MD5 (RFC 3748, section 5.4; RFC 1994): makes no key, and proves nothing to the client.
final class Md5Method implements EapMethod {
    private static final int LENGTH = 16;

    private final Secret password;
    private final byte[] challenge = new byte[LENGTH];

    Md5Method(Secret password, SecureRandom random) {
        this.password = password;
        random.nextBytes(challenge);
    }

    @Override
    public Bytes begin(int identifier) {
        return new ByteWriter(1 + LENGTH).u8(LENGTH).bytes(challenge).toBytes();
    }

    @Override
    public Verdict answer(EapPacket response) {
        Bytes data = response.data();
        if (data.length() < 1 + LENGTH || data.u8(0) != LENGTH) return new Verdict.Failure();
        byte[] expected = md5(response.identifier());
        return MessageDigest.isEqual(expected, data.slice(1, 1 + LENGTH).toArray())
                ? new Verdict.Success(Secret.wrap(new byte[0]), Secret.wrap(new byte[0]))
                : new Verdict.Failure();
    }

    private byte[] md5(int identifier) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update((byte) identifier);
            md5.update(password.expose());
            return md5.digest(challenge);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
