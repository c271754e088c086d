package gatehouse.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.Prf;
import gatehouse.crypto.Providers;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkCodecTest {
    private static final Providers PROVIDERS = Providers.load();
    private static final int SIZE = 300;
    private static final List<Payload> PAYLOADS = IntStream.range(0, 10)
            .mapToObj(i -> (Payload) new NoncePayload(Bytes.wrap(new byte[100 + i])))
            .toList();

    private static SkCodec codec(String end, String suite, int fragmentSize) {
        // Each its own: one cipher object does not take the same key and IV twice, and here all have the same key.
        var algorithms = new Algorithms(new SecureRandom(), PROVIDERS);
        CipherSpec cipher = (suite.equals("gcm") ? algorithms.cipher(20, 256, 0) : algorithms.cipher(12, 128, 12))
                .orElseThrow();
        Prf prf = algorithms.prf(5).orElseThrow();
        Bytes nonce = Bytes.wrap(new byte[32]);
        IkeKeys k = IkeKeys.derive(prf, cipher, Secret.ofUtf8("shared"), nonce, nonce, 1, 2);
        IkeKeys keys = end.equals("client")
                ? k
                : new IkeKeys(k.skD(), k.skAr(), k.skAi(), k.skEr(), k.skEi(), k.skPr(), k.skPi());
        return new SkCodec(cipher, keys, fragmentSize);
    }

    private static IkeHeader header(long messageId) {
        return IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, messageId);
    }

    private static List<Bytes> fragments(int size, long messageId) {
        return codec("client", "gcm", size).seal(header(messageId), PAYLOADS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcm", "cbc"})
    void whatIsSealedAtOneEndIsOpenedAtTheOther(String cipher) throws MalformedException {
        for (int length = 0; length < 40; length++) {
            var payloads = List.<Payload>of(
                    NotifyPayload.of(NotifyType.COOKIE, Bytes.wrap(new byte[length])));
            List<Bytes> sealed = codec("client", cipher, 0).seal(header(1), payloads);
            assertThat(sealed).hasSize(1);
            assertThat(codec("gateway", cipher, 0).open(sealed.getFirst())).contains(payloads);
            assertThat(codec("client", cipher, 0).open(sealed.getFirst())).as("sent back").isEmpty();
        }
        List<Bytes> empty = codec("client", cipher, 0).seal(header(1), List.of());
        assertThat(codec("gateway", cipher, 0).open(empty.getFirst())).contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcm", "cbc"})
    void fragmentsKeepTheirSizeAndCome(String cipher) throws MalformedException {
        var random = new Random(7383);
        for (int size = 150; size < 1300; size += 37) {
            List<Bytes> sealed =
                    new ArrayList<>(codec("client", cipher, size).seal(header(1), PAYLOADS));
            int most = size - 48;
            assertThat(sealed).allMatch(datagram -> datagram.length() <= most);
            assertThat(sealed.size()).isGreaterThan(PAYLOADS.size() * 104 / size);
            Collections.shuffle(sealed, random);
            SkCodec gateway = codec("gateway", cipher, 0);
            for (int i = 0; i < sealed.size() - 1; i++) {
                assertThat(gateway.open(sealed.get(i))).isEmpty();
                assertThat(gateway.open(sealed.get(i))).as("twice").isEmpty();
            }
            assertThat(gateway.open(sealed.getLast())).contains(PAYLOADS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLostFragmentIsWaitedFor(int lost) throws MalformedException {
        List<Bytes> sealed = fragments(SIZE, 1);
        SkCodec gateway = codec("gateway", "gcm", 0);
        for (int i = 0; i < sealed.size(); i++) {
            if (i != lost) assertThat(gateway.open(sealed.get(i))).isEmpty();
        }
        // The whole message is repeated.
        assertThat(gateway.open(sealed.get(lost))).contains(PAYLOADS);
    }

    /// RFC 7383, section 2.6: smaller fragments make the larger ones void, and not the other way round.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSecondTryWithSmallerFragmentsTakesOver(int before) throws MalformedException {
        List<Bytes> large = fragments(SIZE, 1);
        List<Bytes> small = fragments(SIZE / 2, 1);
        assertThat(small.size()).isGreaterThan(large.size());
        SkCodec gateway = codec("gateway", "gcm", 0);
        for (Bytes datagram : large.subList(large.size() - before, large.size())) {
            assertThat(gateway.open(datagram)).isEmpty();
        }
        Optional<List<Payload>> opened = Optional.empty();
        for (Bytes datagram : small) {
            assertThat(opened).isEmpty();
            assertThat(gateway.open(large.getLast())).as("too late or too early").isEmpty();
            opened = gateway.open(datagram);
        }
        assertThat(opened).contains(PAYLOADS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void fragmentsOfAnotherMessageAreNotMixedIn(long other) throws MalformedException {
        SkCodec gateway = codec("gateway", "gcm", 0);
        List<Bytes> sealed = fragments(SIZE, 1);
        for (Bytes datagram : sealed.subList(1, sealed.size())) gateway.open(datagram);
        assertThat(gateway.open(fragments(SIZE, other).getFirst())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE})
    void aChangedOctetAnywhereIsNoticed(int size) throws MalformedException {
        Bytes sealed = fragments(size, 1).getLast();
        SkCodec gateway = codec("gateway", "gcm", 0);
        for (int at = 0; at < sealed.length(); at++) {
            byte[] changed = sealed.toArray();
            changed[at] ^= 0x40;
            Optional<List<Payload>> opened;
            try {
                opened = gateway.open(Bytes.wrap(changed));
            } catch (MalformedException _) {
                opened = Optional.empty();
            }
            assertThat(opened).as("octet %d", at).isEmpty();
        }
    }
}
