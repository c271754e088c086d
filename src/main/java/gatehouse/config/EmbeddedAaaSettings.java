package gatehouse.config;

import java.nio.file.Path;

/// The AAA server inside the gateway.
///
/// @param enabled       whether it runs
/// @param users         who may come in
/// @param accountingLog where it writes what accounting it gets
public record EmbeddedAaaSettings(boolean enabled, Path users, Path accountingLog) {}
