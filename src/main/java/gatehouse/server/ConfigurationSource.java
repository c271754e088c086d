package gatehouse.server;

import gatehouse.config.Configuration;
import gatehouse.config.ConfigurationException;
import gatehouse.config.Logging;

/// Where a running gateway's configuration comes from when it is to be read anew.
public interface ConfigurationSource {
    /// Reads it; from any thread.
    Configuration read() throws ConfigurationException;

    /// What was read is in force; how the log is written is not the gateway's to change.
    void log(Logging logging);
}
