package gatehouse.aaa;

/// Ties an [AccessQuestion] to its [AccessAnswer]. An answer with a ticket that nobody waits for is dropped.
public record Ticket(long number) {}
