package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The client's end of EAP (RFC 3748): Identity, MSCHAPv2, GTC, MD5, TLS; Nak for what it does not want.
public final class EapPeer {
    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;

    private final String user;
    private final Secret password;
    private final List<EapType> methods;
    private final SecureRandom random;
    private final Optional<EapTlsPeer> tls;
    private Optional<Secret> msk = Optional.empty();
    private Optional<String> expectedProof = Optional.empty();
    private String problem = "";

    /// By a password.
    public EapPeer(String user, Secret password, List<EapType> methods, SecureRandom random) {
        this(user, password, methods, random, Optional.empty());
    }

    /// By a certificate.
    public EapPeer(String user, SSLContext context, SecureRandom random) {
        this(user, Secret.wrap(new byte[0]), List.of(EapType.TLS), random, Optional.of(new EapTlsPeer(context)));
    }

    private EapPeer(
            String user, Secret password, List<EapType> methods, SecureRandom random, Optional<EapTlsPeer> tls) {
        this.user = user;
        this.password = password;
        this.methods = methods;
        this.random = random;
        this.tls = tls;
    }

    /// The key that the method made, if it made one.
    public Optional<Secret> msk() {
        return tls.isPresent() ? tls.get().msk() : msk;
    }

    /// What the server said against us, or what is wrong with the server, or missing for success; empty if nothing.
    public String problem() {
        return tls.isPresent() ? tls.get().problem() : problem;
    }

    /// The response to a request.
    public EapPacket answer(EapPacket request) {
        EapType type = request.type().orElse(EapType.NAK);
        int identifier = request.identifier();
        if (type.equals(EapType.IDENTITY)) return EapPacket.identityResponse(identifier, user);
        if (type.equals(EapType.NOTIFICATION)) return EapPacket.response(identifier, type, Bytes.EMPTY);
        if (!methods.contains(type)) return EapPacket.nak(identifier, methods);
        if (tls.isPresent()) return EapPacket.response(identifier, type, tls.get().answer(request.data()));
        if (type.equals(EapType.MSCHAPV2)) return EapPacket.response(identifier, type, mschapv2(request.data()));
        if (type.equals(EapType.MD5_CHALLENGE)) return EapPacket.response(identifier, type, md5(identifier, request));
        return EapPacket.response(identifier, type, Bytes.copyOf(password.expose()));
    }

    private Bytes mschapv2(Bytes request) {
        int code = request.isEmpty() ? 0 : request.u8(0);
        return switch (code) {
            case CHALLENGE -> response(request);
            case SUCCESS -> {
                // RFC 2759, section 5: a server that cannot prove that it knows the password is a fraud.
                String proof = request.from(Math.min(4, request.length())).utf8();
                if (expectedProof.filter(proof::startsWith).isEmpty()) {
                    problem = "the server does not know the password";
                    msk = Optional.empty();
                }
                yield Bytes.copyOf((byte) SUCCESS);
            }
            case FAILURE -> {
                problem = "the server says " + request.from(Math.min(4, request.length())).utf8();
                yield Bytes.copyOf((byte) FAILURE);
            }
            default -> Bytes.EMPTY;
        };
    }

    private Bytes response(Bytes request) {
        if (request.length() < 21) return Bytes.EMPTY;
        byte[] octets = new byte[MsChapV2.CHALLENGE_LENGTH];
        random.nextBytes(octets);
        Bytes ours = Bytes.wrap(octets);
        Bytes theirs = request.slice(5, 21);
        String bare = user.substring(user.indexOf('\\') + 1);
        Bytes response = MsChapV2.response(theirs, ours, bare, password);
        expectedProof = Optional.of(MsChapV2.authenticatorResponse(theirs, ours, bare, password, response));
        msk = Optional.of(MsChapV2.keys(password, response).msk());
        Bytes name = Bytes.ofUtf8(user);
        return new ByteWriter(64)
                .u8(RESPONSE)
                .u8(request.u8(1))
                .u16(54 + name.length())
                .u8(49)
                .bytes(ours)
                .zero(8)
                .bytes(response)
                .u8(0)
                .bytes(name)
                .toBytes();
    }

    private Bytes md5(int identifier, EapPacket request) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update((byte) identifier);
            md5.update(password.expose());
            Bytes data = request.data();
            int length = data.isEmpty() ? 0 : Math.min(data.u8(0), data.length() - 1);
            byte[] digest = md5.digest(data.isEmpty() ? new byte[0] : data.slice(1, 1 + length).toArray());
            return new ByteWriter(17).u8(16).bytes(digest).toBytes();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
