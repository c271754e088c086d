/// Records that survive a crash: what accounting servers have not heard yet, the last counters of live sessions, leases.
///
/// A [gatehouse.journal.Journal] is one file (SQLite, write-ahead log, one transaction and one fsync for all that came in
/// meanwhile) and one thread that writes it. Users have a [gatehouse.journal.Topic] each: octets by key, which come back in
/// the order in which their keys first came. Nobody waits for the disk: what is asked for is a future, and its completion
/// says that neither a crash nor a loss of power can take the record away any more.
package gatehouse.journal;
