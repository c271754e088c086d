package gatehouse.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/// The memory that a start needed and a gateway to which nobody comes does not: classes' beginnings, configuration, certificates.
/// Java gives it back by a full collection, which stops everybody for some hundredths of a second, so it is for a moment in which
/// nobody is there.
final class FirstHeap {
    private static final String LEAST_FREE = "MinHeapFreeRatio";
    private static final String MOST_FREE = "MaxHeapFreeRatio";

    private FirstHeap() {}

    /// Leaves the heap as large as what lives in it, and a tenth. It may grow again as it did before.
    static void giveBack() {
        try {
            var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            String least = machine.getVMOption(LEAST_FREE).getValue();
            String most = machine.getVMOption(MOST_FREE).getValue();
            machine.setVMOption(LEAST_FREE, "5");
            machine.setVMOption(MOST_FREE, "10");
            System.gc();
            machine.setVMOption(MOST_FREE, most);
            machine.setVMOption(LEAST_FREE, least);
        } catch (IllegalArgumentException _) {
            // Another Java, which has no such options: its heap stays as it is.
        }
    }
}
