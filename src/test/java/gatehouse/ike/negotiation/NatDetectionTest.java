package gatehouse.ike.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NatDetectionTest {
    private static final long OURS = 0x8899aabbccddeeffL;
    private static final long THEIRS = 0x0011223344556677L;
    private static final InetSocketAddress GATEWAY = endpoint("192.0.2.1", 500);
    private static final InetSocketAddress CLIENT = endpoint("198.51.100.7", 500);
    private static final IkeHeader HEADER =
            IkeHeader.of(THEIRS, 0, ExchangeType.IKE_SA_INIT, true, false, 0);

    private final Algorithms algorithms = new Algorithms(new SecureRandom(), Providers.pureJava());

    /// What the client says of its own address, and from where its message comes.
    @ParameterizedTest
    @MethodSource
    void theClientIsTranslatedWhereNoHashFits(List<InetSocketAddress> says, InetSocketAddress from,
            boolean translated) {
        List<NotifyPayload> notifies = says.stream()
                .map(endpoint -> NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, hash(THEIRS, 0, endpoint)))
                .toList();
        var message = new IkeMessage(HEADER, List.copyOf(notifies));
        assertThat(NatDetection.peerIsTranslated(algorithms, message, new Path(GATEWAY, from))).isEqualTo(translated);
    }

    static Stream<Arguments> theClientIsTranslatedWhereNoHashFits() {
        InetSocketAddress home = endpoint("192.168.1.5", 500);
        InetSocketAddress ipv6 = endpoint("2001:db8::7", 500);
        return Stream.of(
                arguments(List.of(CLIENT), CLIENT, false),
                arguments(List.of(home), CLIENT, true),
                // A port that was translated is enough.
                arguments(List.of(CLIENT), endpoint("198.51.100.7", 1025), true),
                // A host with several addresses says them all (section 2.23).
                arguments(List.of(home, CLIENT), CLIENT, false),
                arguments(List.of(home, endpoint("10.0.0.1", 500)), CLIENT, true),
                arguments(List.of(ipv6), ipv6, false),
                arguments(List.of(ipv6), endpoint("2001:db8::8", 500), true),
                // Who says nothing does not know NAT traversal.
                arguments(List.of(), CLIENT, false));
    }

    @Test
    void theHashOfItsDestinationSaysNothingAboutTheClient() {
        var message = new IkeMessage(HEADER, List.of(
                NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, hash(THEIRS, 0, CLIENT))));
        assertThat(NatDetection.peerIsTranslated(algorithms, message, new Path(GATEWAY, CLIENT))).isFalse();
    }

    @Test
    void aHashOfAnotherLengthDoesNotFit() {
        var message = new IkeMessage(HEADER, List.of(
                NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, hash(THEIRS, 0, CLIENT).slice(0, 19))));
        assertThat(NatDetection.peerIsTranslated(algorithms, message, new Path(GATEWAY, CLIENT))).isTrue();
    }

    @Test
    void ourAnswerNamesTheClientTrulyAndOurselvesNot() {
        List<NotifyPayload> answer = NatDetection.answer(algorithms, THEIRS, OURS, new Path(GATEWAY, CLIENT));
        assertThat(answer).extracting(NotifyPayload::notifyType)
                .containsExactly(NotifyType.NAT_DETECTION_SOURCE_IP, NotifyType.NAT_DETECTION_DESTINATION_IP);
        assertThat(answer.get(1).data()).isEqualTo(hash(THEIRS, OURS, CLIENT));
        assertThat(answer.get(0).data())
                .hasToString(hash(THEIRS, OURS, endpoint("192.0.2.1", 0)).hex())
                .isNotEqualTo(hash(THEIRS, OURS, GATEWAY));
    }

    // Section 2.23: "SHA-1 digest of the SPIs (in the order they appear in the header), IP address, and port".
    private static Bytes hash(long initiatorSpi, long responderSpi, InetSocketAddress endpoint) {
        Bytes text = new ByteWriter()
                .u64(initiatorSpi)
                .u64(responderSpi)
                .bytes(endpoint.getAddress().getAddress())
                .u16(endpoint.getPort())
                .toBytes();
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(text.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress endpoint(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }
}
