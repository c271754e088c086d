package gatehouse.radius.client;

/// Ties a request to its answer.
public record RequestId(long number) {}
