package gatehouse.ike.engine;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Stateless cookies (RFC 7296, section 2.6): whoever returns one really receives at the address that it sends from.
/// `Cookie = <version of secret> | HMAC-SHA2-256(secret, Ni | IPi | port | SPIi)`, cut to 16 octets. The secret is
/// replaced every minute; the one before still counts.
final class CookieGate {
    private static final Duration SECRET_LIFE = Duration.ofMinutes(1);
    private static final int SECRET_LENGTH = 32;
    private static final int MAC_LENGTH = 16;

    private final Prf prf;
    private final SecureRandom random;
    private final Secret[] secrets = new Secret[2];
    private int version;
    private Instant changed;

    CookieGate(Prf prf, SecureRandom random, Instant now) {
        this.prf = prf;
        this.random = random;
        this.secrets[0] = fresh();
        this.secrets[1] = fresh();
        this.changed = now;
    }

    /// Whether the request carries a cookie of ours.
    boolean admits(Datagram datagram, IkeMessage message, Instant now) {
        rotate(now);
        // Section 2.6: a cookie comes as the first payload.
        Payload first = message.payloads().getFirst();
        if (!(first instanceof NotifyPayload notify) || !notify.notifyType().equals(NotifyType.COOKIE)) return false;
        Bytes cookie = notify.data();
        if (cookie.length() != 1 + MAC_LENGTH) return false;
        int of = cookie.u8(0);
        if (of != (version & 0xff) && of != (version - 1 & 0xff)) return false;
        return Secret.copyOf(cookie).equals(Secret.copyOf(cookie(of, datagram, message)));
    }

    NotifyPayload challenge(Datagram datagram, IkeMessage message, Instant now) {
        rotate(now);
        return NotifyPayload.of(NotifyType.COOKIE, cookie(version & 0xff, datagram, message));
    }

    private Bytes cookie(int of, Datagram datagram, IkeMessage message) {
        Bytes nonce = message.first(NoncePayload.class).map(NoncePayload::data).orElse(Bytes.EMPTY);
        Bytes rest = new ByteWriter(26)
                .bytes(Addresses.bytes(datagram.path().remote().getAddress()))
                .u16(datagram.path().remote().getPort())
                .u64(message.header().initiatorSpi())
                .toBytes();
        Secret mac = prf.apply(secrets[of & 1], nonce, rest);
        return new ByteWriter(1 + MAC_LENGTH).u8(of).bytes(mac.expose(), 0, MAC_LENGTH).toBytes();
    }

    private void rotate(Instant now) {
        if (now.isBefore(changed.plus(SECRET_LIFE))) return;
        // After a long calm both are old.
        if (!now.isBefore(changed.plus(SECRET_LIFE.multipliedBy(2)))) secrets[version & 1] = fresh();
        version++;
        secrets[version & 1] = fresh();
        changed = now;
    }

    private Secret fresh() {
        byte[] octets = new byte[SECRET_LENGTH];
        random.nextBytes(octets);
        return Secret.wrap(octets);
    }
}
