package gatehouse.config;

/// How accounting waits for servers that are silent.
///
/// @param journalOctets what it may take on the disk
/// @param inFlight      requests on their way to one group of servers
/// @param inMemory      records that are in memory too
public record AccountingSettings(long journalOctets, int inFlight, int inMemory) {}
