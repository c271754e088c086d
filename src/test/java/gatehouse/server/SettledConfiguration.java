package gatehouse.server;

import gatehouse.config.Configuration;
import gatehouse.config.Logging;

/// One that nobody reads anew.
public final class SettledConfiguration implements ConfigurationSource {
    @Override
    public Configuration read() {
        throw new IllegalStateException("nobody asked for a reload");
    }

    @Override
    public void log(Logging logging) {
        throw new IllegalStateException("nobody asked for a reload");
    }
}
