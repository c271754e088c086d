package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of `listen`.
class ListeningTest {
    @ParameterizedTest
    @CsvSource({
        "'', 48", "'listen: {dscp: cs6}', 48", "'listen: {dscp: none}', 0", "'listen: {dscp: cs0}', 0",
        "'listen: {dscp: cs7}', 56", "'listen: {dscp: ef}', 46", "'listen: {dscp: 26}', 26", "'listen: {dscp: 0}', 0",
        "'listen: {dscp: 63}', 63"
    })
    void theMarkOfMessages(String text, int dscp) throws Exception {
        Machine machine = Machines.plain(Map.of());
        var document = new Document(Path.of("/conf/g.yaml"), machine.environment());
        Listening listening =
                Configuration.parse(text, document, machine, Configuration.Overrides.NONE).gateway().listening();
        assertThat(listening.dscp()).isEqualTo(dscp);
    }
}
