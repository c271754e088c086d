package gatehouse.session;

/// Ties a [SessionCommand] to its outcome.
public record CommandId(long number) {}
