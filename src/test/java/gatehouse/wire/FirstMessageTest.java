package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FirstMessageTest {
    private static final long SEED = 2006;
    private static final IkeHeader HEADER =
            IkeHeader.of(0x0102030405060708L, 0, ExchangeType.IKE_SA_INIT, true, false, 0);
    private static final Bytes COOKIE = Bytes.fromHex("07 000102030405060708090a0b0c0d0e0f");
    private static final Bytes NONCE = Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    private static final Payload SA = new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, List.of(
            Transform.of(TransformType.ENCR, TransformId.AES_GCM_16, 128),
            Transform.of(TransformType.KE, 31)))));
    private static final Payload KE = new KePayload(31, Bytes.wrap(new byte[32]));
    private static final Payload NI = new NoncePayload(NONCE);

    @Test
    void theNonceIsFoundAndTheCookieWhereItIsFirst() throws MalformedException {
        Payload cookie = NotifyPayload.of(NotifyType.COOKIE, COOKIE);
        Payload other = NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED);
        assertThat(read(SA, KE, NI)).isEqualTo(new FirstMessage(Bytes.EMPTY, NONCE));
        assertThat(read(cookie, SA, KE, NI, other)).isEqualTo(new FirstMessage(COOKIE, NONCE));
        assertThat(read(SA, KE, NI, cookie)).isEqualTo(new FirstMessage(Bytes.EMPTY, NONCE));
        assertThat(read(other, SA, KE, NI)).isEqualTo(new FirstMessage(Bytes.EMPTY, NONCE));
    }

    @Test
    void whatIsMissingOrTwiceThereIsMalformed() {
        for (List<Payload> payloads : List.of(
                List.<Payload>of(), List.of(SA, KE), List.of(SA, NI), List.of(KE, NI), List.of(SA, KE, NI, NI),
                List.of(SA, SA, KE, NI), List.of(SA, KE, KE, NI))) {
            assertThatExceptionOfType(MalformedException.class)
                    .as("%s", payloads)
                    .isThrownBy(() -> read(payloads.toArray(Payload[]::new)));
        }
    }

    /// "Amplification" would be that whoever sends in the name of another has more said to him than he said himself.
    @Test
    void theDemandIsShorterThanTheShortestThatIsAnswered() throws MalformedException {
        Bytes shortest = new ByteWriter()
                .u64(1).u64(0).u8(33).u8(0x20).u8(34).u8(0x08).u32(0).u32(FirstMessage.SHORTEST)
                .u8(34).u8(0).u16(4)
                .u8(40).u8(0).u16(4)
                .u8(0).u8(0).u16(4 + 16).bytes(NONCE)
                .toBytes();
        assertThat(shortest.length()).isEqualTo(FirstMessage.SHORTEST);
        assertThat(FirstMessage.read(shortest).nonce()).isEqualTo(NONCE);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> FirstMessage.read(shortest.slice(0, shortest.length() - 1)));
        assertThat(FirstMessage.demand(1, COOKIE).length()).isLessThan(FirstMessage.SHORTEST);
    }

    @Test
    void theDemandIsAnIkeSaInitResponseWithACookieAlone() throws MalformedException {
        IkeMessage demand = MessageReader.read(FirstMessage.demand(HEADER.initiatorSpi(), COOKIE));
        Bytes written = MessageWriter.write(
                IkeHeader.of(HEADER.initiatorSpi(), 0, ExchangeType.IKE_SA_INIT, false, true, 0),
                List.of(NotifyPayload.of(NotifyType.COOKIE, COOKIE)));
        assertThat(demand).isEqualTo(MessageReader.read(written));
    }

    /// What it refuses the whole reader would refuse too, so nobody is turned away who would get in without a flood; and of
    /// what both take it says the same.
    @Test
    void itRefusesNothingThatTheWholeReaderTakes() throws MalformedException {
        var random = new SplittableRandom(SEED);
        Bytes with = write(NotifyPayload.of(NotifyType.COOKIE, COOKIE), SA, KE, NI, new VendorIdPayload(COOKIE));
        int both = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] octets = with.toArray();
            for (int spoilt = 0; spoilt <= random.nextInt(2); spoilt++) {
                octets[IkeHeader.LENGTH - 12 + random.nextInt(octets.length - IkeHeader.LENGTH + 12)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(60));
            }
            for (int k = 0; k < 4; k++) octets[24 + k] = (byte) (octets.length >>> 8 * (3 - k));
            both += compare(Bytes.wrap(octets)) ? 1 : 0;
        }
        assertThat(both).as("that were read, of seed " + SEED).isBetween(1000, 199_000);
    }

    private static boolean compare(Bytes octets) {
        IkeMessage whole;
        try {
            whole = MessageReader.read(octets);
            PayloadRules.check(IkeHeader.of(1, 0, ExchangeType.IKE_SA_INIT, true, false, 0), whole.payloads());
        } catch (MalformedException _) {
            return false;
        }
        try {
            FirstMessage first = FirstMessage.read(octets);
            assertThat(first.nonce()).isEqualTo(whole.first(NoncePayload.class).orElseThrow().data());
            Bytes cookie = whole.payloads().getFirst() instanceof NotifyPayload notify
                    && notify.notifyType().equals(NotifyType.COOKIE) ? notify.data() : Bytes.EMPTY;
            assertThat(first.cookie()).isEqualTo(cookie);
        } catch (MalformedException e) {
            throw new AssertionError("seed " + SEED + ": " + octets.hex(), e);
        }
        return true;
    }

    private static FirstMessage read(Payload... payloads) throws MalformedException {
        return FirstMessage.read(write(payloads));
    }

    private static Bytes write(Payload... payloads) {
        return MessageWriter.write(HEADER, new ArrayList<>(List.of(payloads)));
    }
}
