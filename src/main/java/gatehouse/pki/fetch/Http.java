package gatehouse.pki.fetch;

import gatehouse.bytes.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request by HTTP/1.1 and its answer, within a time and a size.
///
/// Not the client of the platform: that looks names up by itself, when connecting. Between a check of the address and the
/// connection the answer of the name server could change, so that here the address that was checked is the one that is
/// connected to. No redirection is followed, for the same reason.
public final class Http {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_HEADERS = 100;

    private final Duration timeout;

    /// @param timeout for everything: looking up, connecting, reading
    public Http(Duration timeout) {
        this.timeout = timeout;
    }

    /// What is at this place.
    ///
    /// @param most octets that the answer may have
    public Bytes get(URI uri, Targets targets, int most) throws FetchException {
        return exchange(uri, targets, most, "GET", "", Bytes.EMPTY);
    }

    /// What is answered to this.
    public Bytes post(URI uri, Targets targets, int most, String contentType, Bytes body) throws FetchException {
        return exchange(uri, targets, most, "POST", contentType, body);
    }

    private Bytes exchange(URI uri, Targets targets, int most, String method, String contentType, Bytes body)
            throws FetchException {
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new FetchException(uri + " is no http URL");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        InetAddress address = address(uri, targets);
        try (var socket = new Socket()) {
            int port = uri.getPort() < 0 ? 80 : uri.getPort();
            socket.connect(new InetSocketAddress(address, port), remaining(deadline));
            socket.getOutputStream().write(request(uri, method, contentType, body));
            return new Answer(socket, deadline, most).read();
        } catch (SocketTimeoutException _) {
            throw new FetchException(uri + " does not answer within " + timeout.toMillis() + " ms");
        } catch (EOFException _) {
            throw new FetchException(uri + ": the answer ends early");
        } catch (IOException e) {
            throw new FetchException(uri + ": " + e.getMessage());
        }
    }

    // All addresses of a name must be allowed: a name with one of each kind is somebody's trick.
    private static InetAddress address(URI uri, Targets targets) throws FetchException {
        String host = uri.getHost();
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                Optional<String> objection = targets.objection(address);
                if (objection.isPresent()) throw new FetchException(uri + " is not gone to: " + objection.get());
            }
            return addresses[0];
        } catch (UnknownHostException _) {
            throw new FetchException(uri + ": unknown host " + host);
        }
    }

    private static byte[] request(URI uri, String method, String contentType, Bytes body) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        var head = new StringBuilder(256);
        head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(uri.getHost()).append(port).append("\r\n");
        head.append("User-Agent: Gatehouse\r\nAccept: */*\r\nConnection: close\r\n");
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        head.append("\r\n");
        return Bytes.concat(Bytes.wrap(head.toString().getBytes(StandardCharsets.US_ASCII)), body).toArray();
    }

    private static int remaining(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) throw new SocketTimeoutException();
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /// An answer that is being read (RFC 9112).
    private static final class Answer {
        private final Socket socket;
        private final long deadline;
        private final int most;
        private final InputStream in;

        Answer(Socket socket, long deadline, int most) throws IOException {
            this.socket = socket;
            this.deadline = deadline;
            this.most = most;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        Bytes read() throws IOException {
            String[] status = line().split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("HTTP/1.")) throw new IOException("this is no HTTP");
            Map<String, String> headers = headers();
            if (!status[1].equals("200")) {
                throw new IOException("answers " + String.join(" ", Arrays.copyOfRange(status, 1, status.length)));
            }
            String coding = headers.getOrDefault("transfer-encoding", "");
            if (coding.equalsIgnoreCase("chunked")) return chunks();
            if (!coding.isEmpty()) throw new IOException("answers in transfer coding " + coding);
            String length = headers.getOrDefault("content-length", "");
            if (length.isEmpty()) return untilEnd();
            if (!length.matches("[0-9]{1,18}")) throw new IOException("Content-Length is " + length);
            if (Long.parseLong(length) > most) throw tooLong();
            var out = new ByteArrayOutputStream();
            copy(Integer.parseInt(length), out);
            return Bytes.wrap(out.toByteArray());
        }

        private Map<String, String> headers() throws IOException {
            var headers = new HashMap<String, String>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                if (colon <= 0 || headers.size() == MOST_HEADERS) throw new IOException("its headers are malformed");
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
            return headers;
        }

        private Bytes chunks() throws IOException {
            var out = new ByteArrayOutputStream();
            while (true) {
                String size = List.of(line().split(";", 2)).getFirst().strip();
                if (!size.matches("[0-9A-Fa-f]{1,7}")) throw new IOException("a chunk is malformed");
                int length = Integer.parseInt(size, 16);
                if (length == 0) return Bytes.wrap(out.toByteArray());
                if (length > most - out.size()) throw tooLong();
                copy(length, out);
                if (!line().isEmpty()) throw new IOException("a chunk is malformed");
            }
        }

        private Bytes untilEnd() throws IOException {
            var out = new ByteArrayOutputStream();
            var buffer = new byte[8192];
            for (int count = some(buffer, buffer.length); count >= 0; count = some(buffer, buffer.length)) {
                if (count > most - out.size()) throw tooLong();
                out.write(buffer, 0, count);
            }
            return Bytes.wrap(out.toByteArray());
        }

        private void copy(int length, ByteArrayOutputStream out) throws IOException {
            var buffer = new byte[8192];
            for (int left = length; left > 0;) {
                int count = some(buffer, Math.min(left, buffer.length));
                if (count < 0) throw new EOFException();
                out.write(buffer, 0, count);
                left -= count;
            }
        }

        private String line() throws IOException {
            var line = new ByteArrayOutputStream();
            var octet = new byte[1];
            while (line.size() < LONGEST_LINE) {
                if (some(octet, 1) < 0) throw new EOFException();
                if (octet[0] == '\n') return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                line.write(octet[0]);
            }
            throw new IOException("a line is longer than " + LONGEST_LINE);
        }

        // Somebody who sends an octet from time to time does not get more time by it.
        private int some(byte[] buffer, int length) throws IOException {
            socket.setSoTimeout(remaining(deadline));
            return in.read(buffer, 0, length);
        }

        private IOException tooLong() {
            return new IOException("the answer is longer than " + most + " octets");
        }
    }
}
