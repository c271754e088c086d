package gatehouse.journal;

import java.time.Duration;

/// How a journal fares.
///
/// @param commits       transactions that became durable
/// @param writes        records put or dropped by them
/// @param commitTime    what the transactions took, summed
/// @param slowestCommit the longest of them
/// @param failures      transactions that failed
/// @param refusals      records that found their topic full
/// @param damaged       records that were found damaged, and are lost
/// @param waiting       what is asked for and not done yet
public record JournalStats(
        long commits,
        long writes,
        Duration commitTime,
        Duration slowestCommit,
        long failures,
        long refusals,
        long damaged,
        int waiting) {}
