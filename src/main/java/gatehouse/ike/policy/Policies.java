package gatehouse.ike.policy;

/// All that an engine is told about the world it serves.
///
/// @param connection the policy of everybody who comes in
/// @param limits     what the engine will bear
public record Policies(ConnectionPolicy connection, Limits limits) {}
