package gatehouse.radius.dynauth;

/// Ties a verified request to what was decided about it.
public record DynAuthId(long number) {}
