package gatehouse.dataplane.esp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/// Inbound SAs by SPI: open addressing with linear probing, read without locks. Writers come one at a time (the database
/// sees to it); what they publish is a slot or a whole new table.
final class SpiTable {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(InboundSa[].class);
    private static final int SMALLEST = 16;

    /// Stands where an SA was: a search goes on behind it. Its SPI is one that no SA has.
    private static final InboundSa GONE = InboundSa.placeholder();

    private volatile InboundSa[] table = new InboundSa[SMALLEST];
    private int size;
    private int occupied;

    /// Null if there is none.
    InboundSa find(int spi) {
        InboundSa[] slots = table;
        int mask = slots.length - 1;
        for (int i = home(spi, mask);; i = i + 1 & mask) {
            InboundSa sa = (InboundSa) SLOT.getAcquire(slots, i);
            if (sa == null) return null;
            if (sa.spi() == spi && sa != GONE) return sa;
        }
    }

    void add(InboundSa sa) {
        if (2 * (occupied + 1) > table.length) rebuild();
        if (put(table, sa)) occupied++;
        size++;
    }

    void remove(InboundSa sa) {
        InboundSa[] slots = table;
        int mask = slots.length - 1;
        int i = home(sa.spi(), mask);
        while (slots[i] != sa) i = i + 1 & mask;
        SLOT.setRelease(slots, i, GONE);
        size--;
    }

    int size() {
        return size;
    }

    void forEach(Consumer<InboundSa> visitor) {
        InboundSa[] slots = table;
        for (int i = 0; i < slots.length; i++) {
            InboundSa sa = (InboundSa) SLOT.getAcquire(slots, i);
            if (sa != null && sa != GONE) visitor.accept(sa);
        }
    }

    /// A table with room for as many again, without what has gone. Readers go on in the old one until they see it.
    private void rebuild() {
        int capacity = SMALLEST;
        while (capacity < 4 * (size + 1)) capacity *= 2;
        var fresh = new InboundSa[capacity];
        for (InboundSa sa : table) if (sa != null && sa != GONE) put(fresh, sa);
        occupied = size;
        table = fresh;
    }

    /// Whether it took a slot that nobody had before.
    private static boolean put(InboundSa[] slots, InboundSa sa) {
        int mask = slots.length - 1;
        int i = home(sa.spi(), mask);
        while (slots[i] != null && slots[i] != GONE) i = i + 1 & mask;
        boolean fresh = slots[i] == null;
        SLOT.setRelease(slots, i, sa);
        return fresh;
    }

    /// SPIs are random but for the low octet, which is a shard's number.
    private static int home(int spi, int mask) {
        int mixed = spi * 0x9e3779b1;
        return (mixed ^ mixed >>> 15) & mask;
    }
}
