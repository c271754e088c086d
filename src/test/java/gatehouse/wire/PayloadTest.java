package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What payloads can say of themselves, and what cannot be made of them.
class PayloadTest {
    private static final Bytes OCTET = Bytes.fromHex("01");

    @Test
    void anIdentityReadsAsPeopleWriteIt() {
        assertThat(identity(IdType.FQDN, Bytes.ofUtf8("gw.example.org")).text()).isEqualTo("gw.example.org");
        assertThat(identity(IdType.IPV4_ADDR, Bytes.fromHex("c0000201")).text()).isEqualTo("192.0.2.1");
        assertThat(identity(IdType.RFC822_ADDR, Bytes.fromHex("610a62")).text()).isEqualTo("#610a62");
        assertThat(identity(IdType.KEY_ID, Bytes.EMPTY).text()).isEqualTo("#");
    }

    @Test
    void theBodyOfAnIdentityIsWhatAuthCovers() {
        assertThat(identity(IdType.FQDN, Bytes.ofUtf8("gw")).body()).isEqualTo(Bytes.fromHex("02000000 6777"));
    }

    @Test
    void theHashesOfACertificateRequestComeOneByOne() {
        Bytes first = Bytes.wrap(new byte[20]);
        Bytes second = Bytes.fromHex("ff".repeat(20));
        var request = new CertReqPayload(CertEncoding.X509_SIGNATURE, Bytes.concat(first, second, OCTET));
        assertThat(request.hashes()).containsExactly(first, second);
    }

    @Test
    void aConfigurationAttributeKnowsAnAddressWithAndWithoutPrefix() {
        var type = CfgAttributeType.INTERNAL_IP6_ADDRESS;
        Bytes address = Bytes.fromHex("20010db8000000000000000000000007");
        assertThat(new CfgAttribute(type, address).address()).contains(Addresses.parse("2001:db8::7"));
        assertThat(new CfgAttribute(type, Bytes.concat(address, Bytes.fromHex("40"))).address())
                .contains(Addresses.parse("2001:db8::7"));
        assertThat(new CfgAttribute(type, Bytes.fromHex("0a000001")).address()).contains(Addresses.parse("10.0.0.1"));
        assertThat(CfgAttribute.request(type).address()).isEmpty();
        assertThat(new CfgAttribute(type, Bytes.fromHex("0a0000")).address()).isEmpty();
    }

    @Test
    void payloadsAreFoundByKindAndSide() {
        IdPayload initiator = identity(IdType.KEY_ID, OCTET);
        var responder = new IdPayload(PayloadType.IDR, IdType.KEY_ID, OCTET);
        NotifyPayload contact = NotifyPayload.of(NotifyType.INITIAL_CONTACT);
        NotifyPayload cookie = NotifyPayload.of(NotifyType.COOKIE, OCTET);
        var selectors = new TsPayload(
                PayloadType.TSR, List.of(TrafficSelector.of(AddressRange.of(Addresses.parse("10.0.0.1")))));
        var message = new IkeMessage(
                IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 1),
                List.of(initiator, contact, responder, cookie, selectors));
        assertThat(message.first(NotifyPayload.class)).contains(contact);
        assertThat(message.all(NotifyPayload.class)).containsExactly(contact, cookie);
        assertThat(message.notify(NotifyType.COOKIE)).contains(cookie);
        assertThat(message.notify(NotifyType.REDIRECT)).isEmpty();
        assertThat(message.first(KePayload.class)).isEmpty();
        assertThat(Payloads.identity(message.payloads(), PayloadType.IDR)).contains(responder);
        assertThat(Payloads.selectors(message.payloads(), PayloadType.TSR)).contains(selectors);
        assertThat(Payloads.selectors(message.payloads(), PayloadType.TSI)).isEmpty();
    }

    @Test
    void errorsAreTheTypesBelow16384() {
        assertThat(NotifyType.AUTHENTICATION_FAILED.isError()).isTrue();
        assertThat(new NotifyType(16383).isError()).isTrue();
        assertThat(NotifyType.INITIAL_CONTACT.isError()).isFalse();
    }

    @Test
    void numbersWithoutANamePrintAsNumbers() {
        assertThat(List.of(new NotifyType(999), new PayloadType(99), new ExchangeType(99), new AuthMethod(99)))
                .hasToString("[notify 999, payload 99, exchange 99, authentication method 99]");
        assertThat(Transform.of(TransformType.KE, 999)).hasToString("KE_999");
        assertThat(Transform.of(TransformType.ENCR, TransformId.AES_CBC, 256)).hasToString("AES_CBC_256");
    }

    @Test
    void aTransformKnowsItsKeyLength() {
        assertThat(Transform.of(TransformType.ENCR, 12, 256).keyLength()).hasValue(256);
        assertThat(Transform.of(TransformType.ENCR, 28).keyLength()).isEmpty();
    }

    @Test
    void signatureDataHasAnIdentifierAndASignature() throws MalformedException {
        Bytes octets = Bytes.fromHex("0f 300d06092a864886f70d01010b0500 0102030405");
        SignatureData data = SignatureData.read(octets);
        assertThat(data.algorithm()).isEqualTo(Bytes.fromHex("300d06092a864886f70d01010b0500"));
        assertThat(data.signature()).isEqualTo(Bytes.fromHex("0102030405"));
        assertThat(data.write()).isEqualTo(octets);
        malformed("", "ASN.1 length");
        malformed("00 0102", "algorithm identifier is empty");
        malformed("03 3001", "AUTH algorithm identifier: need 3 octets, have 2");
        malformed("02 3000", "AUTH signature is empty");
    }

    @Test
    void whatCouldNotBeReadCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SaPayload(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Proposal(1, ProtocolId.ESP, Bytes.EMPTY, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new TsPayload(PayloadType.TSI, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new IdPayload(PayloadType.SA, IdType.FQDN, OCTET));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeletePayload(ProtocolId.ESP, List.of(OCTET, Bytes.EMPTY)));
        assertThatIllegalArgumentException().isThrownBy(() -> new TrafficSelector(
                0, 2, 1, AddressRange.of(Addresses.parse("10.0.0.1"))));
        var huge = new VendorIdPayload(Bytes.wrap(new byte[65532]));
        assertThatIllegalArgumentException().isThrownBy(() -> MessageWriter.writePayloads(List.of(huge)));
    }

    private static IdPayload identity(IdType type, Bytes data) {
        return new IdPayload(PayloadType.IDI, type, data);
    }

    private static void malformed(String hex, String why) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> SignatureData.read(Bytes.fromHex(hex)))
                .withMessageContaining(why);
    }
}
