package gatehouse.posix;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A TUN device: a network interface whose other end is this process. It vanishes when its last queue is closed, unless
/// somebody made it persistent before.
///
/// With offloads each packet has a virtio-net header of ten octets before it, and the kernel hands over and takes TCP (and
/// where it can, UDP) in packets of up to 64 KB that stand for many. How much of it the kernel grants depends on its
/// version; [#virtioHeader] and [#udpSegmentation] tell.
public final class Tun implements AutoCloseable {
    /// Octets of the virtio-net header.
    public static final int VIRTIO_HEADER = 10;

    /// The most that one read gives: header, and a packet as long as IP can say.
    public static final int LARGEST_FRAME = VIRTIO_HEADER + 65535;

    private static final String DEVICE = "/dev/net/tun";

    // linux/if_tun.h and linux/if.h
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETOFFLOAD = 0x400454d0L;
    private static final int IFF_TUN = 1;
    private static final int IFF_MULTI_QUEUE = 0x100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ = 40;
    private static final int TUN_F_CSUM = 1;
    private static final int TUN_F_TSO4 = 2;
    private static final int TUN_F_TSO6 = 4;
    private static final int TUN_F_USO4 = 0x20;
    private static final int TUN_F_USO6 = 0x40;
    private static final int TCP = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;
    private static final int TCP_AND_UDP = TCP | TUN_F_USO4 | TUN_F_USO6;

    private final String name;
    private final boolean virtioHeader;
    private final boolean udpSegmentation;
    private final List<TunQueue> queues;

    private Tun(String name, boolean virtioHeader, boolean udpSegmentation, List<TunQueue> queues) {
        this.name = name;
        this.virtioHeader = virtioHeader;
        this.udpSegmentation = udpSegmentation;
        this.queues = List.copyOf(queues);
    }

    /// Creates the device, or takes over a persistent one that nobody uses.
    ///
    /// @param name     at most 15 octets; `%d` in it becomes the lowest free number
    /// @param queues   how many descriptors share its packets: the kernel keeps a flow on one of them
    /// @param offloads whether to ask for virtio-net headers; a kernel without them gives a device without
    public static Tun open(String name, int queues, boolean offloads) throws IOException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= IFNAMSIZ) {
            throw new IllegalArgumentException("interface name '" + name + "': need 1 to 15 octets");
        }
        if (queues < 1 || queues > 256) throw new IllegalArgumentException(queues + " queues: need 1 to 256");
        try (var attempt = new Attempt()) {
            return attempt.open(name, queues, offloads);
        }
    }

    /// As the kernel calls it.
    public String name() {
        return name;
    }

    public List<TunQueue> queues() {
        return queues;
    }

    /// Whether each packet, read or written, has the virtio-net header before it.
    public boolean virtioHeader() {
        return virtioHeader;
    }

    /// Whether reads may give UDP datagrams of one flow joined in one packet.
    public boolean udpSegmentation() {
        return udpSegmentation;
    }

    /// Closes every queue. No thread may be inside one.
    @Override
    public void close() throws IOException {
        closeAll(queues);
    }

    private static void closeAll(List<TunQueue> queues) throws IOException {
        IOException first = null;
        for (TunQueue queue : queues) {
            try {
                queue.close();
            } catch (IOException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }

    /// What was opened so far; closed again unless it became a device.
    private static final class Attempt implements AutoCloseable {
        private final List<TunQueue> opened = new ArrayList<>();
        private final MemorySegment errno = Libc.errnoBuffer();
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment path = arena.allocateFrom(DEVICE);
        private final MemorySegment request = arena.allocate(IFREQ, 8);
        private boolean done;

        Tun open(String name, int count, boolean offloads) throws IOException {
            int descriptor = openQueue();
            boolean header = offloads;
            int result = attach(descriptor, name, header);
            if (result == -Libc.EINVAL && header) {
                header = false;
                result = attach(descriptor, name, header);
            }
            if (result < 0) throw refused(name, -result);
            String given = request.getString(0);
            boolean udp = header && offload(descriptor);
            for (int more = 1; more < count; more++) {
                result = attach(openQueue(), given, header);
                if (result < 0) throw refused(given, -result);
            }
            done = true;
            return new Tun(given, header, udp, opened);
        }

        private int openQueue() throws IOException {
            int descriptor = Libc.open(errno, path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            if (descriptor < 0) throw new PosixException("open " + DEVICE, -descriptor, openRemedy(-descriptor));
            opened.add(new TunQueue(descriptor));
            return descriptor;
        }

        private int attach(int descriptor, String name, boolean header) {
            request.fill((byte) 0);
            request.setString(0, name);
            int flags = IFF_TUN | IFF_NO_PI | IFF_MULTI_QUEUE | (header ? IFF_VNET_HDR : 0);
            request.set(JAVA_SHORT, IFNAMSIZ, (short) flags);
            return Libc.ioctl(errno, descriptor, TUNSETIFF, request);
        }

        /// Asks for as much as the kernel grants (the device's, so once is enough), and tells whether that includes UDP.
        /// A device that refuses everything still works: it gives headers, and packets that are finished.
        private boolean offload(int descriptor) {
            if (Libc.ioctl(errno, descriptor, TUNSETOFFLOAD, TCP_AND_UDP) >= 0) return true;
            if (Libc.ioctl(errno, descriptor, TUNSETOFFLOAD, TCP) < 0) {
                Libc.ioctl(errno, descriptor, TUNSETOFFLOAD, 0);
            }
            return false;
        }

        private static String openRemedy(int error) {
            return switch (error) {
                case Libc.ENOENT -> DEVICE + " is missing: load the module 'tun', or give the container the device";
                case Libc.ENODEV -> "the kernel has no TUN driver: load the module 'tun'";
                case Libc.EACCES, Libc.EPERM ->
                        DEVICE + " must be readable and writable, and allowed by the device rules of a container";
                default -> "";
            };
        }

        private static PosixException refused(String name, int error) {
            String remedy =
                    switch (error) {
                        case Libc.EPERM -> "needs CAP_NET_ADMIN";
                        case Libc.EBUSY -> "another process uses the interface " + name;
                        case Libc.EINVAL ->
                                "an interface " + name + " exists that is no TUN device with several queues, or the"
                                        + " name is not allowed";
                        default -> "";
                    };
            return new PosixException("ioctl TUNSETIFF " + name, error, remedy);
        }

        @Override
        public void close() throws IOException {
            arena.close();
            if (!done) closeAll(opened);
        }
    }
}
