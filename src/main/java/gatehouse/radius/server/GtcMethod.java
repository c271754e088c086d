package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapPacket;

/// EAP-GTC (RFC 3748, section 5.6): the client sends the password as it is. Makes no key.
final class GtcMethod implements EapMethod {
    private final Secret password;

    GtcMethod(Secret password) {
        this.password = password;
    }

    @Override
    public Bytes begin(int identifier) {
        return Bytes.ofUtf8("Password: ");
    }

    @Override
    public Verdict answer(EapPacket response) {
        return Secret.copyOf(response.data()).equals(password)
                ? new Verdict.Success(Secret.wrap(new byte[0]), Secret.wrap(new byte[0]))
                : new Verdict.Failure();
    }
}
