/// From YAML to policy. [gatehouse.config.Configuration] reads `gatehouse.yaml`; a [gatehouse.config.YamlTree] keeps
/// where each text stands; one section class per top-level key asks a [gatehouse.config.Section] for its keys and
/// builds policy records, which know no YAML. What has a name is read first, into [gatehouse.config.Definitions], so that
/// profiles can only name what there is. Every [gatehouse.config.Complaint] is told at once.
///
/// The outcome is a [gatehouse.config.GatewayConfig].
package gatehouse.config;
