package gatehouse.server;

import gatehouse.posix.ReusePort.Instruction;
import java.util.List;

/// Which socket of the IKE port the kernel gives a message to. Every shard has two: one for first messages that bring no
/// cookie, which anybody can send in any number, and one for all others. So a flood of the former fills a queue of its own,
/// and who has proved his address, or has an SA, neither waits in it nor is lost with what does not fit.
///
/// Messages of an SA go to the shard that its SPI names, first messages to the one that their SPI is hashed to, with and
/// without a cookie. As in [Shards], nothing is believed: it only decides who looks at it.
final class Steering {
    // linux/bpf_common.h
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_OCTET = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int TO_X = 0x07;
    private static final int FROM_X = 0x87;
    private static final int XOR_X = 0xac;
    private static final int MULTIPLY = 0x24;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MODULO = 0x94;
    private static final int ADD = 0x04;
    private static final int RETURN = 0x16;

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

    private Steering() {}

    /// For sockets that were bound in this order: those of all shards for what is known, then those of all shards for first
    /// messages without a cookie. Only the first payload is looked at, for that is where a cookie is (section 2.6).
    ///
    /// @param seed by chance, so that nobody can choose his shard
    static List<Instruction> program(int shards, int seed) {
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
}
