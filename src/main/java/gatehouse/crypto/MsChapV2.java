package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/// The arithmetic of MS-CHAPv2 (RFC 2759) and of the keys that it makes (RFC 3079). Both ends of EAP-MSCHAPv2 use it.
public final class MsChapV2 {
    public static final int CHALLENGE_LENGTH = 16;
    public static final int RESPONSE_LENGTH = 24;

    private static final Bytes MAGIC_SIGNING_1 = ascii("Magic server to client signing constant");
    private static final Bytes MAGIC_SIGNING_2 = ascii("Pad to make it do more than one iteration");
    private static final Bytes MAGIC_MASTER = ascii("This is the MPPE Master Key");
    private static final Bytes MAGIC_SERVER_RECEIVES = ascii(
            "On the client side, this is the send key; on the server side, it is the receive key.");
    private static final Bytes MAGIC_SERVER_SENDS = ascii(
            "On the client side, this is the receive key; on the server side, it is the send key.");
    private static final Bytes PAD_1 = Bytes.wrap(new byte[40]);
    private static final Bytes PAD_2 = Bytes.wrap(filled(40, (byte) 0xf2));
    private static final int KEY_LENGTH = 16;
    private static final int MSK_LENGTH = 64;

    private MsChapV2() {}

    /// The NT-Response (RFC 2759, section 8.1).
    ///
    /// @param user without a domain
    public static Bytes response(Bytes authenticatorChallenge, Bytes peerChallenge, String user, Secret password) {
        byte[] challenge = challengeHash(authenticatorChallenge, peerChallenge, user);
        byte[] key = Arrays.copyOf(ntHash(password), 21);
        byte[] response = new byte[RESPONSE_LENGTH];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(des(Arrays.copyOfRange(key, 7 * i, 7 * i + 7), challenge), 0, response, 8 * i, 8);
        }
        Arrays.fill(key, (byte) 0);
        return Bytes.wrap(response);
    }

    /// The authenticator's response, `S=` and 40 hexadecimal digits (section 8.7): the proof that the server knows the
    /// password too.
    public static String authenticatorResponse(
            Bytes authenticatorChallenge, Bytes peerChallenge, String user, Secret password, Bytes response) {
        byte[] digest = sha1(Bytes.wrap(md4(ntHash(password))), response, MAGIC_SIGNING_1);
        byte[] challenge = challengeHash(authenticatorChallenge, peerChallenge, user);
        byte[] proof = sha1(Bytes.wrap(digest), Bytes.wrap(challenge), MAGIC_SIGNING_2);
        return "S=" + HexFormat.of().withUpperCase().formatHex(proof);
    }

    /// The keys of RFC 3079, section 3, from the server's point of view: what it receives with is MS-MPPE-Recv-Key, what it
    /// sends with MS-MPPE-Send-Key.
    public record Keys(Secret receive, Secret send) {
        /// The master session key of EAP-MSCHAPv2, the same at both ends: receive key, send key, 32 zero octets.
        public Secret msk() {
            byte[] msk = new byte[MSK_LENGTH];
            System.arraycopy(receive.expose(), 0, msk, 0, KEY_LENGTH);
            System.arraycopy(send.expose(), 0, msk, KEY_LENGTH, KEY_LENGTH);
            return Secret.wrap(msk);
        }
    }

    public static Keys keys(Secret password, Bytes response) {
        byte[] hashHash = md4(ntHash(password));
        Bytes master = Bytes.wrap(Arrays.copyOf(sha1(Bytes.wrap(hashHash), response, MAGIC_MASTER), KEY_LENGTH));
        return new Keys(startKey(master, MAGIC_SERVER_RECEIVES), startKey(master, MAGIC_SERVER_SENDS));
    }

    private static Secret startKey(Bytes master, Bytes magic) {
        return Secret.wrap(Arrays.copyOf(sha1(master, PAD_1, magic, PAD_2), KEY_LENGTH));
    }

    private static byte[] challengeHash(Bytes authenticatorChallenge, Bytes peerChallenge, String user) {
        return Arrays.copyOf(sha1(peerChallenge, authenticatorChallenge, Bytes.ofUtf8(user)), 8);
    }

    private static byte[] ntHash(Secret password) {
        String text = new String(password.expose(), StandardCharsets.UTF_8);
        return md4(text.getBytes(StandardCharsets.UTF_16LE));
    }

    private static byte[] md4(byte[] octets) {
        var digest = new MD4Digest();
        digest.update(octets, 0, octets.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static byte[] sha1(Bytes... parts) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            for (Bytes part : parts) sha1.update(part.array(), part.offset(), part.length());
            return sha1.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-1", e);
        }
    }

    // Section 8.6: seven octets, each seventh bit followed by one of parity.
    private static byte[] des(byte[] key, byte[] clear) {
        byte[] spread = new byte[8];
        for (int bit = 0; bit < 56; bit++) {
            if ((key[bit / 8] & 0x80 >>> bit % 8) != 0) spread[bit / 7] |= (byte) (0x80 >>> bit % 7);
        }
        var des = new DESEngine();
        des.init(true, new KeyParameter(spread));
        byte[] sealed = new byte[8];
        des.processBlock(clear, 0, sealed, 0);
        return sealed;
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] filled(int length, byte with) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, with);
        return octets;
    }
}
