package gatehouse.config;

import java.time.Duration;

/// How accounting waits for servers that are silent.
///
/// @param journalOctets what it may take on the disk
/// @param inFlight      requests on their way to one group of servers
/// @param inMemory      records that are in memory too
/// @param checkpoint    how old the counters may be that are known of a session after a crash; zero for those of the last interim
/// @param reconnectWithin who comes back within this goes on with the login of before; zero for nobody
public record AccountingSettings(
        long journalOctets, int inFlight, int inMemory, Duration checkpoint, Duration reconnectWithin) {}
