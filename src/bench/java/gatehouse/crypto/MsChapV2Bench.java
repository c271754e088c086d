package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What an EAP-MSCHAPv2 login costs whoever knows the password: the response, the authenticator's response, the keys.
@State(Scope.Thread)
public class MsChapV2Bench {
    private final Bytes authenticator = Bytes.fromHex("5B5D7C7D7B3F2F3E3C2C602132262628");
    private final Bytes peer = Bytes.fromHex("21402324255E262A28295F2B3A337C7E");
    private final Secret password = Secret.ofUtf8("clientPass");
    private final Bytes response = MsChapV2.response(authenticator, peer, "User", password);

    @Benchmark
    public Bytes response() {
        return MsChapV2.response(authenticator, peer, "User", password);
    }

    @Benchmark
    public String authenticatorResponse() {
        return MsChapV2.authenticatorResponse(authenticator, peer, "User", password, response);
    }

    @Benchmark
    public MsChapV2.Keys keys() {
        return MsChapV2.keys(password, response);
    }
}
