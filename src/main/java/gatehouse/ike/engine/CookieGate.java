package gatehouse.ike.engine;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.wire.FirstMessage;
import gatehouse.wire.NoncePayload;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Stateless cookies (RFC 7296, section 2.6): whoever returns one really receives at the address that it sends from.
/// `Cookie = <version of secret> | HMAC-SHA2-256(secret, Ni | IPi | port | SPIi)`, cut to 16 octets. The secret is
/// replaced every minute; the one before still counts.
///
/// A flood has one computed for each of its packets, so the octets are put together where the last ones were. Belongs to one
/// thread.
final class CookieGate {
    private static final Duration SECRET_LIFE = Duration.ofMinutes(1);
    private static final int SECRET_LENGTH = 32;
    private static final int MAC_LENGTH = 16;
    private static final int ADDRESS_PORT_SPI = 16 + 2 + 8;

    private final Prf prf;
    private final SecureRandom random;
    private final Secret[] secrets = new Secret[2];
    private final byte[] input = new byte[NoncePayload.LONGEST + ADDRESS_PORT_SPI];
    private final byte[] mac;
    private int version;
    private Instant changed;

    CookieGate(Prf prf, SecureRandom random, Instant now) {
        this.prf = prf;
        this.random = random;
        this.mac = new byte[prf.outputLength()];
        this.secrets[0] = fresh();
        this.secrets[1] = fresh();
        this.changed = now;
    }

    /// Whether the request carries a cookie of ours.
    boolean admits(InetSocketAddress remote, long initiatorSpi, FirstMessage message, Instant now) {
        rotate(now);
        Bytes cookie = message.cookie();
        if (cookie.length() != 1 + MAC_LENGTH) return false;
        int of = cookie.u8(0);
        if (of != (version & 0xff) && of != (version - 1 & 0xff)) return false;
        compute(of, remote, initiatorSpi, message);
        // In constant time: who guesses does not learn how much of it is right.
        int difference = 0;
        for (int i = 0; i < MAC_LENGTH; i++) difference |= cookie.u8(1 + i) ^ mac[i] & 0xff;
        return difference == 0;
    }

    /// What the sender has to return.
    Bytes cookie(InetSocketAddress remote, long initiatorSpi, FirstMessage message, Instant now) {
        rotate(now);
        compute(version, remote, initiatorSpi, message);
        byte[] cookie = new byte[1 + MAC_LENGTH];
        cookie[0] = (byte) version;
        System.arraycopy(mac, 0, cookie, 1, MAC_LENGTH);
        return Bytes.wrap(cookie);
    }

    private void compute(int of, InetSocketAddress remote, long initiatorSpi, FirstMessage message) {
        message.nonce().copyTo(input, 0);
        int at = message.nonce().length();
        byte[] address = remote.getAddress().getAddress();
        System.arraycopy(address, 0, input, at, address.length);
        at += address.length;
        input[at++] = (byte) (remote.getPort() >>> 8);
        input[at++] = (byte) remote.getPort();
        for (int shift = 56; shift >= 0; shift -= 8) input[at++] = (byte) (initiatorSpi >>> shift);
        prf.apply(secrets[of & 1], input, at, mac);
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
