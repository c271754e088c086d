package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/// One of the ways of authentication that SUPPORTED_AUTH_METHODS lists (RFC 9593, section 3.2).
///
/// @param certLink  for certificates of which authority it is meant: its place in the CERTREQ payloads, counted from 1; 0 for
///                  all
/// @param algorithm the AlgorithmIdentifier in DER, for [AuthMethod#DIGITAL_SIGNATURE]; empty otherwise
public record AuthAnnouncement(AuthMethod method, int certLink, Bytes algorithm) {
    private static final int WITHOUT_LINK = 2;
    private static final int WITH_LINK = 3;

    /// A way without certificates.
    public static AuthAnnouncement of(AuthMethod method) {
        return new AuthAnnouncement(method, 0, Bytes.EMPTY);
    }

    /// A signature by this algorithm, with a certificate of whichever authority.
    public static AuthAnnouncement signature(Bytes algorithm) {
        return new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, 0, algorithm);
    }

    /// Reads the data of the notification. It only advises, so what is odd in it ends the reading and nothing else.
    public static List<AuthAnnouncement> read(Bytes data) {
        var announcements = new ArrayList<AuthAnnouncement>();
        for (int at = 0; at + WITHOUT_LINK <= data.length();) {
            int length = data.u8(at);
            if (length < WITHOUT_LINK || at + length > data.length()) break;
            var method = new AuthMethod(data.u8(at + 1));
            announcements.add(length == WITHOUT_LINK
                    ? of(method)
                    : new AuthAnnouncement(method, data.u8(at + 2), data.slice(at + WITH_LINK, at + length)));
            at += length;
        }
        return announcements;
    }

    /// The data of the notification.
    public static Bytes write(List<AuthAnnouncement> announcements) {
        var out = new ByteWriter(256);
        for (AuthAnnouncement one : announcements) {
            boolean shared = one.method().equals(AuthMethod.SHARED_KEY) || one.method().equals(AuthMethod.NULL);
            out.u8(shared ? WITHOUT_LINK : WITH_LINK + one.algorithm().length()).u8(one.method().code());
            if (!shared) out.u8(one.certLink()).bytes(one.algorithm());
        }
        return out.toBytes();
    }
}
