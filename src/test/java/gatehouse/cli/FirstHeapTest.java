package gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstHeapTest {
    /// Else each collection of a busy gateway would take its heap from it.
    @Test
    void theHeapMayGrowAgainAsItDidBefore() {
        List<String> before = freeRatios();
        FirstHeap.giveBack();
        assertThat(freeRatios()).isEqualTo(before);
    }

    private static List<String> freeRatios() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return List.of(
                machine.getVMOption("MinHeapFreeRatio").getValue(), machine.getVMOption("MaxHeapFreeRatio").getValue());
    }
}
