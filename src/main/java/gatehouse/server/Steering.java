package gatehouse.server;

import gatehouse.posix.ReusePort.Instruction;
import java.util.List;

/// Which socket of a port the kernel gives a message to. Messages of an SA go to the shard that its SPI names, so that it need
/// not hand them to another's thread. As in [Shards], nothing is believed: it only decides who looks at it.
final class Steering {
    // linux/bpf_common.h
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_OCTET = 0x30;
    private static final int LOAD_LENGTH = 0x80;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int TO_X = 0x07;
    private static final int FROM_X = 0x87;
    private static final int XOR_X = 0xac;
    private static final int MULTIPLY = 0x24;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MODULO = 0x94;
    private static final int ADD = 0x04;
    private static final int RETURN = 0x16;
    private static final int RETURN_CONSTANT = 0x06;

    // The header (RFC 7296, section 3.1): the low octets of both SPIs, and what stands behind them.
    private static final int INITIATOR_SPI = 0;
    private static final int INITIATOR_SPI_LOW = 7;
    private static final int RESPONDER_SPI_LOW = 15;
    private static final int NEXT_PAYLOAD = 16;
    private static final int EXCHANGE_TYPE = 18;
    private static final int FLAGS = 19;
    private static final int FROM_INITIATOR = 0x08;
    private static final int IKE_SA_INIT = 34;
    private static final int NOTIFY = 41;

    /// What stands before a message on the NAT traversal port; of an ESP packet it is the SPI, which is not zero (RFC 3948,
    /// section 2.2).
    private static final int MARKER = 4;
    /// There is no such socket: the kernel hashes addresses and ports.
    private static final int KERNELS_CHOICE = -1;

    private Steering() {}

    /// For the IKE port. Every shard has two sockets there: one for first messages that bring no cookie, which anybody can send
    /// in any number, and one for all others. So a flood of the former fills a queue of its own, and who has proved his
    /// address, or has an SA, neither waits in it nor is lost with what does not fit. First messages go to the shard that
    /// their SPI is hashed to, with and without a cookie. Only the first payload is looked at, for that is where a cookie is
    /// (RFC 7296, section 2.6).
    ///
    /// The sockets were bound in this order: those of all shards for what is known, then those of all shards for first
    /// messages without a cookie.
    ///
    /// @param seed by chance, so that nobody can choose his shard
    static List<Instruction> ofMessages(int shards, int seed) {
        return List.of(
                new Instruction(LOAD_OCTET, EXCHANGE_TYPE),
                new Instruction(JUMP_IF_EQUAL, 6, 0, IKE_SA_INIT),
                // Of an SA: the SPI that we chose ends with the number of the shard.
                new Instruction(LOAD_OCTET, FLAGS),
                new Instruction(JUMP_IF_ANY_BIT, 0, 2, FROM_INITIATOR),
                new Instruction(LOAD_OCTET, RESPONDER_SPI_LOW),
                new Instruction(RETURN, 0),
                new Instruction(LOAD_OCTET, INITIATOR_SPI_LOW),
                new Instruction(RETURN, 0),
                // A first message.
                new Instruction(LOAD_WORD, INITIATOR_SPI + 4),
                new Instruction(TO_X, 0),
                new Instruction(LOAD_WORD, INITIATOR_SPI),
                new Instruction(XOR_X, 0),
                new Instruction(MULTIPLY, seed | 1),
                new Instruction(SHIFT_RIGHT, 16),
                new Instruction(MODULO, shards),
                new Instruction(TO_X, 0),
                new Instruction(LOAD_OCTET, NEXT_PAYLOAD),
                new Instruction(JUMP_IF_EQUAL, 3, 0, NOTIFY),
                new Instruction(FROM_X, 0),
                new Instruction(ADD, shards),
                new Instruction(RETURN, 0),
                new Instruction(FROM_X, 0),
                new Instruction(RETURN, 0));
    }

    /// For the NAT traversal port, where every shard has one socket, bound in their order. ESP packets, keepalives and first
    /// messages are the kernel's to spread: it keeps those of a client together, and in their order.
    static List<Instruction> ofMarkedMessages() {
        return List.of(
                new Instruction(LOAD_LENGTH, 0),
                new Instruction(JUMP_IF_AT_LEAST, 0, 10, MARKER + FLAGS + 1),
                new Instruction(LOAD_WORD, 0),
                new Instruction(JUMP_IF_EQUAL, 0, 8, 0),
                new Instruction(LOAD_OCTET, MARKER + EXCHANGE_TYPE),
                new Instruction(JUMP_IF_EQUAL, 6, 0, IKE_SA_INIT),
                new Instruction(LOAD_OCTET, MARKER + FLAGS),
                new Instruction(JUMP_IF_ANY_BIT, 0, 2, FROM_INITIATOR),
                new Instruction(LOAD_OCTET, MARKER + RESPONDER_SPI_LOW),
                new Instruction(RETURN, 0),
                new Instruction(LOAD_OCTET, MARKER + INITIATOR_SPI_LOW),
                new Instruction(RETURN, 0),
                new Instruction(RETURN_CONSTANT, KERNELS_CHOICE));
    }
}
