/// IP vocabulary without input or output: where a datagram came from, prefixes and ranges of addresses.
package gatehouse.net;
