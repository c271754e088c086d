package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    @Test
    void pureJavaUsesNoNativeLibrary() {
        Providers providers = Providers.pureJava();
        var algorithms = new Algorithms(new SecureRandom(), providers);
        for (int group : new int[] {19, 20, 21, 31}) assertThat(algorithms.keyExchange(group)).isPresent();
        assertThat(algorithms.cipher(20, 256, 0)).isPresent();
        assertThat(providers.choices()).containsKeys("ECDH secp256r1", "X25519", "AES-GCM");
        assertThat(providers.choices().values()).noneMatch(name -> name.contains("AmazonCorretto"))
                .noneMatch(name -> name.contains("Conscrypt"));
    }

    @Test
    void aProviderThatFailsItsTestIsPassedOver() {
        Providers providers = Providers.pureJava();
        var asked = new ArrayList<String>();
        String chosen = providers.platformFirst("something", provider -> {
            asked.add(provider.getName());
            if (asked.size() == 1) throw new GeneralSecurityException("wrong answer");
            if (asked.size() == 2) throw new UnsatisfiedLinkError("no library");
            if (asked.size() == 3) throw new IllegalStateException("broken");
            return provider.getName();
        });
        assertThat(asked).hasSize(4).endsWith(chosen);
        assertThat(providers.choices()).containsEntry("something", chosen);
    }

    @Test
    void whereNobodyComputesItSaysSo() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Providers.pureJava().fastestAead("nothing", _ -> {
                    throw new GeneralSecurityException("no");
                }))
                .withMessageContaining("no provider computes nothing");
    }

    @Test
    void anAlgorithmIsMadeOnce() {
        Algorithms algorithms = Computed.IN_JAVA.algorithms();
        assertThat(algorithms.prf(5).orElseThrow()).isSameAs(algorithms.prf(5).orElseThrow());
        assertThat(algorithms.cipher(20, 128, 0).orElseThrow()).isSameAs(algorithms.cipher(20, 128, 0).orElseThrow());
        assertThat(algorithms.keyExchange(31).orElseThrow()).isSameAs(algorithms.keyExchange(31).orElseThrow());
    }

    @Test
    void sha1IsThatOfFips180() {
        assertThat(Computed.IN_JAVA.algorithms().sha1(Bytes.ofUtf8("abc")))
                .isEqualTo(Bytes.fromHex("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assertThat(Computed.IN_JAVA.algorithms().sha1(Bytes.ofUtf8("xabc").from(1)))
                .isEqualTo(Bytes.fromHex("a9993e364706816aba3e25717850c26c9cd0d89d"));
    }
}
