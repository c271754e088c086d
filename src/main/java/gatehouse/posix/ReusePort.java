package gatehouse.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Which of the sockets that share a UDP port gets a datagram: a program of the classic packet filter says so, for the whole
/// group (SO_ATTACH_REUSEPORT_CBPF of socket(7)). Its packet begins behind the UDP header, and its result is the number of a
/// socket, in the order in which they were bound; a number that there is none for leaves the choice to the kernel.
public final class ReusePort {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

    // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
    private static final int SOCK_FILTER = 8;
    // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
    private static final int SOCK_FPROG = 16;

    private ReusePort() {}

    /// One instruction, as linux/bpf_common.h has them.
    ///
    /// @param code    what to do
    /// @param ifTrue  how many of the next to pass over where a comparison holds
    /// @param ifFalse likewise where it does not
    /// @param operand what to do it with
    public record Instruction(int code, int ifTrue, int ifFalse, int operand) {
        /// Likewise, for one that compares nothing.
        public Instruction(int code, int operand) {
            this(code, 0, 0, operand);
        }
    }

    /// Replaces what decided before.
    ///
    /// @param descriptor of any socket of the group
    /// @throws IOException if the kernel does not take the program
    public static void attach(int descriptor, List<Instruction> program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate((long) SOCK_FILTER * program.size(), 4);
            for (int i = 0; i < program.size(); i++) {
                Instruction instruction = program.get(i);
                long at = (long) SOCK_FILTER * i;
                filter.set(JAVA_SHORT, at, (short) instruction.code());
                filter.set(JAVA_BYTE, at + 2, (byte) instruction.ifTrue());
                filter.set(JAVA_BYTE, at + 3, (byte) instruction.ifFalse());
                filter.set(JAVA_INT, at + 4, instruction.operand());
            }
            MemorySegment whole = arena.allocate(SOCK_FPROG, 8);
            whole.set(JAVA_SHORT, 0, (short) program.size());
            whole.set(ADDRESS, 8, filter);
            int result = Libc.setsockopt(
                    Libc.errnoBuffer(), descriptor, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, whole, SOCK_FPROG);
            if (result < 0) throw new PosixException("setsockopt SO_ATTACH_REUSEPORT_CBPF", -result);
        }
    }
}
