package gatehouse.net;

import gatehouse.bytes.Bytes;

/// A UDP datagram: what it says, and between whom.
public record Datagram(Path path, Bytes payload) {}
