package gatehouse.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aThreadThatWaitsIsWoken() throws Exception {
        try (var poll = new Poll()) {
            var waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return poll.await() == 0 && poll.woken();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            poll.wake();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(poll.await(Duration.ZERO)).isZero();
            assertThat(poll.woken()).as("heard once").isFalse();
        }
    }

    @Test
    void manyCallsBeforeAWaitEndOneWait() throws IOException {
        try (var poll = new Poll()) {
            for (int i = 0; i < 3; i++) poll.wake();
            assertThat(poll.await(LONG)).isZero();
            assertThat(poll.woken()).isTrue();
            assertThat(poll.await(Duration.ZERO)).isZero();
            assertThat(poll.woken()).isFalse();
        }
    }

    @Test
    void theReadableDescriptorIsTold() throws IOException {
        assertThat(Epoll.isAvailable()).isTrue();
        Socket quiet = bound();
        Socket busy = bound();
        try (var poll = new Poll(quiet.intValue(), busy.intValue());
                var sender = new DatagramSocket()) {
            assertThat(poll.await(Duration.ZERO)).isZero();
            sender.send(new DatagramPacket(new byte[1], 1, busy.localAddress()));

            assertThat(poll.await(LONG)).isEqualTo(1);
            assertThat(poll.readable(0)).isFalse();
            assertThat(poll.readable(1)).isTrue();
            assertThat(poll.writable(1)).isFalse();
            assertThat(poll.woken()).isFalse();

            poll.watch(0, false, true);
            poll.watch(1, false, false);
            assertThat(poll.await(LONG)).isEqualTo(1);
            assertThat(poll.writable(0)).isTrue();
            assertThat(poll.readable(1)).isFalse();
        } finally {
            quiet.close();
            busy.close();
        }
    }

    @Test
    void aClosedDescriptorHasFailed() throws IOException {
        assertThat(Epoll.isAvailable()).isTrue();
        Socket socket = bound();
        try (var poll = new Poll(socket.intValue())) {
            socket.close();
            assertThat(poll.await(LONG)).isEqualTo(1);
            assertThat(poll.failed(0)).isTrue();
            assertThatThrownBy(() -> poll.readable(1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void closingTwiceAndWakingAfterwardsHarmNobody() throws IOException {
        var poll = new Poll();
        poll.close();
        poll.close();
        poll.wake();
        assertThatThrownBy(() -> poll.readable(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static Socket bound() throws IOException {
        Socket socket = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
        socket.bind(new InetSocketAddress("127.0.0.1", 0));
        return socket;
    }
}
