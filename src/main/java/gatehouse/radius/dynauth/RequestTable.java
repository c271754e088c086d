package gatehouse.radius.dynauth;

import java.util.Arrays;

/// Requests by what makes them the same, each in a slot whose number stays while it is there. Everything is in arrays of numbers
/// that grow piece by piece: a collector that has millions of requests to go through or to copy would let everybody wait, and so
/// would a table that is hashed anew all at once.
///
/// What is kept of a request besides is two numbers of whoever uses this. Belongs to one thread.
final class RequestTable {
    static final int NONE = -1;
    /// Slots of a piece.
    private static final int PIECE = 4096;
    private static final int PARTS = 256;
    private static final int LEAST_CHAINS = 4;

    private final Part[] parts = new Part[PARTS];
    private Piece[] pieces = new Piece[1];
    private int used;
    private int size;
    private int free = NONE;

    /// What makes a request the same as another.
    ///
    /// @param high of its authenticator, the first eight octets
    /// @param low  of its authenticator, the other eight
    /// @param who  whose it is, where it is from and its identifier, mixed: of two requests with the same authenticator, which
    ///             whoever does not know the secret cannot make, only a repeat has the same
    record Key(long high, long low, long who) {
        int hash() {
            // An authenticator is an MD5 as a rule, but inside TLS it may be a token that counts.
            long mixed = (high ^ low ^ who) * 0x9e3779b97f4a7c15L;
            return (int) (mixed >>> 32);
        }
    }

    private static final class Piece {
        final long[] high = new long[PIECE];
        final long[] low = new long[PIECE];
        final long[] who = new long[PIECE];
        final long[] first = new long[PIECE];
        final long[] second = new long[PIECE];
        /// Of the chain that it is in, or of those that are free.
        final int[] next = new int[PIECE];
        /// Of whichever list it is in.
        final int[] link = new int[PIECE];
    }

    /// Chains of some of the hashes, whose number doubles when there are more requests than chains.
    private static final class Part {
        int[] heads = new int[LEAST_CHAINS];
        int size;

        Part() {
            Arrays.fill(heads, NONE);
        }
    }

    int size() {
        return size;
    }

    /// The slot of that request, or [#NONE].
    int find(Key key) {
        int hash = key.hash();
        Part part = parts[hash & PARTS - 1];
        if (part == null) return NONE;
        for (int slot = part.heads[chain(part, hash)]; slot != NONE; slot = next(slot)) {
            if (isAt(slot, key)) return slot;
        }
        return NONE;
    }

    /// The slot that a request has from now on that is not there yet.
    int add(Key key) {
        int hash = key.hash();
        int index = hash & PARTS - 1;
        if (parts[index] == null) parts[index] = new Part();
        Part part = parts[index];
        if (part.size == part.heads.length) grow(part);
        int slot = vacant();
        Piece piece = piece(slot);
        int at = slot % PIECE;
        piece.high[at] = key.high();
        piece.low[at] = key.low();
        piece.who[at] = key.who();
        int chain = chain(part, hash);
        piece.next[at] = part.heads[chain];
        part.heads[chain] = slot;
        part.size++;
        size++;
        return slot;
    }

    void remove(int slot) {
        int hash = hash(slot);
        Part part = parts[hash & PARTS - 1];
        int chain = chain(part, hash);
        int next = next(slot);
        if (part.heads[chain] == slot) {
            part.heads[chain] = next;
        } else {
            int before = part.heads[chain];
            while (next(before) != slot) before = next(before);
            piece(before).next[before % PIECE] = next;
        }
        piece(slot).next[slot % PIECE] = free;
        free = slot;
        part.size--;
        size--;
        // After the last one nothing is left of a rush.
        if (size == 0) clear();
    }

    private void clear() {
        Arrays.fill(parts, null);
        pieces = new Piece[1];
        used = 0;
        free = NONE;
    }

    long first(int slot) {
        return piece(slot).first[slot % PIECE];
    }

    void first(int slot, long number) {
        piece(slot).first[slot % PIECE] = number;
    }

    long second(int slot) {
        return piece(slot).second[slot % PIECE];
    }

    void second(int slot, long number) {
        piece(slot).second[slot % PIECE] = number;
    }

    /// The slot that follows this one in a list of whoever uses this.
    int link(int slot) {
        return piece(slot).link[slot % PIECE];
    }

    void link(int slot, int next) {
        piece(slot).link[slot % PIECE] = next;
    }

    private int vacant() {
        if (free != NONE) {
            int slot = free;
            free = next(slot);
            return slot;
        }
        if (used % PIECE == 0) {
            int index = used / PIECE;
            if (index == pieces.length) pieces = Arrays.copyOf(pieces, 2 * index);
            pieces[index] = new Piece();
        }
        return used++;
    }

    private void grow(Part part) {
        int[] before = part.heads;
        part.heads = new int[2 * before.length];
        Arrays.fill(part.heads, NONE);
        for (int head : before) {
            int following;
            for (int slot = head; slot != NONE; slot = following) {
                following = next(slot);
                int chain = chain(part, hash(slot));
                piece(slot).next[slot % PIECE] = part.heads[chain];
                part.heads[chain] = slot;
            }
        }
    }

    private static int chain(Part part, int hash) {
        return hash >>> 8 & part.heads.length - 1;
    }

    private boolean isAt(int slot, Key key) {
        Piece piece = piece(slot);
        int at = slot % PIECE;
        return piece.high[at] == key.high() && piece.low[at] == key.low() && piece.who[at] == key.who();
    }

    private int hash(int slot) {
        Piece piece = piece(slot);
        int at = slot % PIECE;
        return new Key(piece.high[at], piece.low[at], piece.who[at]).hash();
    }

    private int next(int slot) {
        return piece(slot).next[slot % PIECE];
    }

    private Piece piece(int slot) {
        return pieces[slot / PIECE];
    }
}
