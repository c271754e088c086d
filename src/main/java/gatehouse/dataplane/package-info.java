/// What IKE needs from ESP, whoever does it: reserve an SPI, install a pair of SAs, count, remove. Nothing here knows how
/// packets are moved.
package gatehouse.dataplane;
