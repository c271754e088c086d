package gatehouse.ike.sa;

/// A pair of ESP SAs under an IKE SA. Keys and selectors are the data plane's.
///
/// @param inboundSpi  ours
/// @param outboundSpi the client's; its Delete and REKEY_SA name this one
/// @param algorithms  for display
/// @param replaced    whether a rekey has put another in its place, so that only its Delete is awaited
public record ChildSa(int inboundSpi, int outboundSpi, String algorithms, boolean replaced) {
    public ChildSa superseded() {
        return new ChildSa(inboundSpi, outboundSpi, algorithms, true);
    }
}
