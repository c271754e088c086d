package gatehouse.address;

/// What came of an [AddressQuestion].
public sealed interface AddressAnswer {
    /// The session holds this address until it is given back, and nobody else does.
    record Leased(DhcpLease lease) implements AddressAnswer {}

    /// There is no address, and this is why.
    record Refused(String reason) implements AddressAnswer {}
}
