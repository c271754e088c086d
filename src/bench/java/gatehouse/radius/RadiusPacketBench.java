package gatehouse.radius;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// An Access-Request of a login by EAP, twelve attributes with Message-Authenticator, and the Access-Accept with two hidden keys
/// that answers it; beside the MD5 and HMAC-MD5 over as many octets, which no packet can do without.
@State(Scope.Thread)
public class RadiusPacketBench {
    private final Authenticators authenticators = new Authenticators();
    private final SaltEncryption hiding = new SaltEncryption();
    private final Secret secret = Secret.ofUtf8("a secret of a server");
    private final Bytes authenticator = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private final List<Attribute> asked = List.of(
            Attributes.USER_NAME.of("alice@lab.example"),
            Attributes.SERVICE_TYPE.of(2L),
            Attributes.NAS_IDENTIFIER.of("gateway.lab.example"),
            Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.1")),
            Attributes.NAS_PORT.of(7L),
            Attributes.NAS_PORT_TYPE.of(5L),
            Attributes.CALLED_STATION_ID.of("192.0.2.1[4500]"),
            Attributes.CALLING_STATION_ID.of("198.51.100.7[4500]"),
            Attributes.ACCT_SESSION_ID.of("0123456789abcdef"),
            Attributes.EAP_MESSAGE.of(Bytes.wrap(new byte[75])),
            Attributes.STATE.of(Bytes.wrap(new byte[16])));
    private final Bytes request = authenticators.accessRequest(1, authenticator, asked, secret);
    private final Bytes key = hiding.hide(
            Secret.wrap(new byte[32]), Bytes.fromHex("8001"), authenticator, secret);
    private final Bytes accept = accept(authenticators, request, key, secret);
    private final Md5 md5 = new Md5();
    private final byte[] mac = new byte[Md5.LENGTH];

    @Benchmark
    public Bytes request() {
        return authenticators.accessRequest(1, authenticator, asked, secret);
    }

    @Benchmark
    public byte[] requestBare() {
        md5.startHmac(secret.expose()).update(request);
        md5.finishHmac(secret.expose(), mac, 0);
        return mac;
    }

    @Benchmark
    public boolean responseIsGenuine() throws MalformedException {
        boolean genuine = authenticators.isGenuineResponse(accept, authenticator, secret)
                && authenticators.messageAuthenticator(accept, authenticator, secret)
                        == Authenticators.Verdict.GENUINE;
        if (!genuine) throw new IllegalStateException("not genuine");
        return true;
    }

    @Benchmark
    public byte[] responseIsGenuineBare() {
        md5.update(accept).update(secret.expose()).finish(mac, 0);
        md5.startHmac(secret.expose()).update(accept);
        md5.finishHmac(secret.expose(), mac, 0);
        return mac;
    }

    @Benchmark
    public RadiusPacket readResponse() throws MalformedException {
        return RadiusPacket.read(accept);
    }

    @Benchmark
    public Secret revealKey() {
        return hiding.reveal(key, authenticator, secret).orElseThrow();
    }

    private static Bytes accept(Authenticators authenticators, Bytes request, Bytes key, Secret secret) {
        List<Attribute> attributes = List.of(
                Attributes.USER_NAME.of("alice@lab.example"),
                Attributes.EAP_MESSAGE.of(Bytes.wrap(new byte[4])),
                Attributes.CLASS.of(Bytes.wrap(new byte[24])),
                Attributes.SESSION_TIMEOUT.of(28_800L),
                Attributes.IDLE_TIMEOUT.of(1_800L),
                Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("10.9.0.1")),
                Attributes.CISCO_AVPAIR.of("ip:inacl#1=permit ip any 10.1.0.0 0.0.255.255"),
                Attributes.CISCO_AVPAIR.of("ip:inacl#2=deny ip any any"),
                Attributes.MS_MPPE_SEND_KEY.of(key),
                Attributes.MS_MPPE_RECV_KEY.of(key));
        try {
            return authenticators.response(
                    RadiusCode.ACCESS_ACCEPT, RadiusPacket.read(request), attributes, secret);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }
}
