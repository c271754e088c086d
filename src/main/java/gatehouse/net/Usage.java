package gatehouse.net;

/// What a session has carried so far, counted at the inner packets. "In" is from the client, "out" is to it, as RFC
/// 2866 (sections 5.3, 5.4) counts from the port's point of view.
public record Usage(long octetsIn, long packetsIn, long octetsOut, long packetsOut) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                octetsIn + other.octetsIn,
                packetsIn + other.packetsIn,
                octetsOut + other.octetsOut,
                packetsOut + other.packetsOut);
    }
}
