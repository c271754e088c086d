package gatehouse.crypto;

import java.security.SecureRandom;

/// By whom a test lets algorithms be computed. What holds for one has to hold for the other.
enum Computed {
    AS_HERE(Providers.load()),
    IN_JAVA(Providers.pureJava());

    final Providers providers;

    Computed(Providers providers) {
        this.providers = providers;
    }

    Algorithms algorithms() {
        return algorithms(new SecureRandom());
    }

    Algorithms algorithms(SecureRandom random) {
        return new Algorithms(random, providers);
    }
}
