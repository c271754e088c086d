package gatehouse.ike.policy;

/// All that an engine is told about the world it serves.
///
/// @param profiles how clients are served
/// @param limits   what the engine will bear
public record Policies(Profiles profiles, Limits limits) {}
