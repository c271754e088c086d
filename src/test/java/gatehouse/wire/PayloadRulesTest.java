package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7296, appendix C: a table of exchanges, what is in them, and what is missing.
class PayloadRulesTest {
    private static final TrafficSelector EVERYTHING = TrafficSelector.of(
            new AddressRange(Addresses.parse("0.0.0.0"), Addresses.parse("255.255.255.255")));

    private static final Map<String, Payload> PAYLOADS = Map.ofEntries(
            Map.entry("SA", sa(ProtocolId.ESP, "c0ffee01")),
            Map.entry("SA-IKE", sa(ProtocolId.IKE, "0102030405060708")),
            Map.entry("KE", new KePayload(31, Bytes.fromHex("01"))),
            Map.entry("IDi", new IdPayload(PayloadType.IDI, IdType.KEY_ID, Bytes.fromHex("01"))),
            Map.entry("IDr", new IdPayload(PayloadType.IDR, IdType.KEY_ID, Bytes.fromHex("01"))),
            Map.entry("CERT", new CertPayload(CertEncoding.X509_SIGNATURE, Bytes.fromHex("01"))),
            Map.entry("CERTREQ", new CertReqPayload(CertEncoding.X509_SIGNATURE, Bytes.EMPTY)),
            Map.entry("AUTH", new AuthPayload(AuthMethod.SHARED_KEY, Bytes.fromHex("01"))),
            Map.entry("Nonce", new NoncePayload(Bytes.wrap(new byte[16]))),
            Map.entry("N", NotifyPayload.of(NotifyType.INITIAL_CONTACT)),
            Map.entry("N-error", NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)),
            Map.entry("D", DeletePayload.ofIkeSa()),
            Map.entry("V", new VendorIdPayload(Bytes.EMPTY)),
            Map.entry("TSi", new TsPayload(PayloadType.TSI, List.of(EVERYTHING))),
            Map.entry("TSr", new TsPayload(PayloadType.TSR, List.of(EVERYTHING))),
            Map.entry("SK", new SkPayload(PayloadType.NONE, Bytes.EMPTY)),
            Map.entry("SKF", new SkfPayload(PayloadType.NONE, 1, 1, Bytes.EMPTY)),
            Map.entry("CP", new CpPayload(CfgType.REQUEST, List.of())),
            Map.entry("EAP", new EapPayload(Bytes.fromHex("03010004"))),
            Map.entry("new", new UnknownPayload(new PayloadType(200), true, Bytes.EMPTY)),
            Map.entry("old", new UnknownPayload(new PayloadType(1), false, Bytes.EMPTY)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            34 | request  | SA KE Nonce
            34 | request  | N SA KE Nonce N N V CERTREQ CP new new old
            34 | response | SA KE Nonce CERTREQ
            34 | response | N-error
            34 | response | N
            35 | request  | IDi SA TSi TSr
            35 | request  | IDi CERTREQ IDr CP SA TSi TSr N CERT CERT AUTH
            35 | request  | IDi
            35 | request  | EAP
            35 | request  | AUTH
            35 | request  | N-error
            35 | response | IDr CERT AUTH EAP
            35 | response | AUTH CP SA TSi TSr
            35 | response | N-error
            35 | response | N
            36 | request  | SA Nonce TSi TSr
            36 | request  | N SA Nonce KE TSi TSr CP
            36 | request  | SA-IKE Nonce KE
            36 | response | SA Nonce TSi TSr
            36 | response | N-error
            37 | request  |
            37 | request  | D D N N new
            37 | response | D
            43 | request  | KE
            44 | request  | KE N
            44 | response | N-error
            99 | request  | SA
            """)
    void isComplete(int exchange, String direction, String payloads) {
        assertThatCode(() -> check(exchange, direction, payloads)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            34 | request  | KE Nonce            | IKE_SA_INIT without SA
            34 | request  | SA Nonce            | IKE_SA_INIT without KE
            34 | request  | SA KE               | IKE_SA_INIT without Nonce
            34 | request  | N                   | IKE_SA_INIT without SA
            34 | request  |                     | IKE_SA_INIT without SA
            34 | response |                     | IKE_SA_INIT without SA
            34 | response | N SA                | IKE_SA_INIT without KE
            35 | request  |                     | IKE_AUTH without identity, EAP or AUTH
            35 | request  | N                   | IKE_AUTH without identity, EAP or AUTH
            35 | request  | IDr                 | IKE_AUTH without identity, EAP or AUTH
            35 | response |                     | IKE_AUTH without identity, EAP or AUTH
            35 | response | IDi                 | IKE_AUTH without identity, EAP or AUTH
            35 | request  | IDi SA TSr          | IKE_AUTH without TSi
            35 | request  | IDi SA TSi          | IKE_AUTH without TSr
            35 | response | AUTH SA TSi         | IKE_AUTH without TSr
            36 | request  | Nonce TSi TSr       | CREATE_CHILD_SA without SA
            36 | request  | SA TSi TSr          | CREATE_CHILD_SA without Nonce
            36 | request  | N-error             | CREATE_CHILD_SA without SA
            36 | request  | SA Nonce TSi        | CREATE_CHILD_SA without TSr
            36 | request  | SA Nonce TSr        | CREATE_CHILD_SA without TSi
            36 | request  | SA-IKE Nonce        | CREATE_CHILD_SA without KE
            36 | response |                     | CREATE_CHILD_SA without SA
            44 | request  | N                   | IKE_FOLLOWUP_KE without KE
            34 | request  | SA KE Nonce SK      | SK or SKF
            37 | request  | SKF                 | SK or SKF
            """)
    void isNotComplete(int exchange, String direction, String payloads, String why) {
        assertThat(catchThrowable(() -> check(exchange, direction, payloads)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SA", "KE", "IDi", "IDr", "AUTH", "Nonce", "TSi", "TSr", "CP", "EAP"})
    void comesOnceOnly(String name) {
        assertThat(catchThrowable(() -> check(37, "request", name + " V " + name)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("two payloads " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CERT", "CERTREQ", "N", "D", "V", "new", "old"})
    void mayComeOften(String name) {
        assertThatCode(() -> check(37, "request", name + " " + name + " " + name)).doesNotThrowAnyException();
    }

    @Test
    void sixtyFourPayloadsAreTheMost() {
        assertThatCode(() -> check(37, "request", String.join(" ", Collections.nCopies(64, "V"))))
                .doesNotThrowAnyException();
        assertThat(catchThrowable(() -> check(37, "request", String.join(" ", Collections.nCopies(65, "V")))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("more than 64 payloads");
    }

    private static void check(int exchange, String direction, String names) throws MalformedException {
        var payloads = new ArrayList<Payload>();
        if (names != null) {
            for (String name : names.split(" +")) payloads.add(PAYLOADS.get(name));
        }
        boolean response = direction.equals("response");
        PayloadRules.check(IkeHeader.of(1, 2, new ExchangeType(exchange), !response, response, 1), payloads);
    }

    private static SaPayload sa(ProtocolId protocol, String spi) {
        var transform = Transform.of(TransformType.ENCR, TransformId.CHACHA20_POLY1305);
        return new SaPayload(List.of(new Proposal(1, protocol, Bytes.fromHex(spi), List.of(transform))));
    }
}
