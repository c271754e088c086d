/// What IKE needs from ESP, whoever does it: reserve an SPI, install a pair of SAs, count, remove, and enforce what a
/// session may do. Nothing here knows how packets are moved. Start with [gatehouse.dataplane.DataPlane];
/// [gatehouse.dataplane.SessionProgram] is what is enforced, the same for every implementation.
package gatehouse.dataplane;
