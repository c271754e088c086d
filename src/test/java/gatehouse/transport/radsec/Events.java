package gatehouse.transport.radsec;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.radius.secure.Handshake;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What the user of a connection hears, in order.
final class Events implements Link.User {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    record Lost(String reason) {}

    @Override
    public void connected(Handshake handshake) {
        heard.add(handshake);
    }

    @Override
    public void arrived(Bytes packet) {
        heard.add(packet);
    }

    @Override
    public void lost(String reason) {
        heard.add(new Lost(reason));
    }

    <T> T next(Class<T> kind) {
        try {
            Object event = heard.poll(20, TimeUnit.SECONDS);
            assertThat(event).isInstanceOf(kind);
            return kind.cast(event);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Handshake handshake() {
        return next(Handshake.class);
    }

    Bytes packet() {
        return next(Bytes.class);
    }

    String lost() {
        return next(Lost.class).reason();
    }
}
