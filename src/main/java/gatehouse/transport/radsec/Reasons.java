package gatehouse.transport.radsec;

import gatehouse.net.Addresses;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.util.Locale;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;

/// Why a connection could not be had or was lost, in words that lead to what can be done. They go on after the name of the
/// peer.
final class Reasons {
    private static final String ALERT = "received fatal alert: ";

    private Reasons() {}

    static String closed(boolean connected) {
        return connected
                ? "it closed the connection"
                : "it closed the connection during the handshake: does it know us as a client?";
    }

    static String of(Throwable failure, InetSocketAddress peer, boolean connected) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PeerRefusedException refused) return refused.getMessage();
        }
        String where = Addresses.text(peer);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case ConnectTimeoutException _,SocketTimeoutException _,TlsTimeoutException _ -> {
                    return "nothing answers at " + where;
                }
                case NoRouteToHostException _ -> {
                    return "there is no route to " + where;
                }
                case ConnectException _,PortUnreachableException _ -> {
                    return "it does not listen at " + where;
                }
                case TlsFatalAlertReceived alert -> {
                    return refusedByAlert(AlertDescription.getName(alert.getAlertDescription()));
                }
                case TlsFatalAlert alert -> {
                    return "the handshake failed: " + AlertDescription.getName(alert.getAlertDescription());
                }
                default -> {}
            }
        }
        String text = String.valueOf(failure.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        int alert = lower.indexOf(ALERT);
        if (alert >= 0) return refusedByAlert(text.substring(alert + ALERT.length()));
        if (lower.contains("timed out")) return "nothing answers at " + where;
        if (lower.contains("not an ssl/tls record") || lower.contains("unrecognized ssl message")) {
            return "it does not speak TLS at " + where;
        }
        if (lower.contains("closed") || lower.contains("reset")) return closed(connected);
        return text;
    }

    private static String refusedByAlert(String alert) {
        return "it refused the handshake (" + alert.strip() + "): " + switch (alert.strip()) {
            case "bad_certificate", "certificate_unknown", "unknown_ca", "certificate_required", "access_denied",
                    "certificate_expired", "unsupported_certificate", "certificate_revoked" ->
                    "it does not take our certificate; see 'certificate', and what it knows of us";
            case "unknown_psk_identity", "decrypt_error", "bad_record_mac" -> "compare 'psk-identity' and the key";
            case "protocol_version" -> "compare 'versions'";
            case "no_application_protocol" -> "compare 'radius-1.1'";
            case "handshake_failure" -> "no cipher, version or kind of key that both have";
            default -> "see its log";
        };
    }

    /// The peer is not who it should be.
    static final class PeerRefusedException extends CertificateException {
        PeerRefusedException(String message) {
            super(message);
        }
    }
}
