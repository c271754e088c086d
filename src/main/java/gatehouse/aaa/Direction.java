package gatehouse.aaa;

/// Which packets something is about, seen from the gateway: those that come in from the client, or those that go out to it.
public enum Direction {
    IN,
    OUT;

    @Override
    public String toString() {
        return this == IN ? "in" : "out";
    }
}
