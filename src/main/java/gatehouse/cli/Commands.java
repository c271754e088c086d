package gatehouse.cli;

import java.util.List;

/// Every command, in the order of the help.
final class Commands {
    static final List<Class<?>> ALL = List.of(
            CheckConfig.class,
            Status.class,
            Sessions.class,
            ShowSession.class,
            Disconnect.class,
            Statistics.class,
            Pki.class,
            Version.class);

    private Commands() {}
}
