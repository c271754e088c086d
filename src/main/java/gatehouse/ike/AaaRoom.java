package gatehouse.ike;

/// How many more logins AAA takes. Asked for each first message, so it answers at once.
public interface AaaRoom {
    Level left();

    /// As much as the engine has to know.
    enum Level {
        AMPLE,
        /// Soon there will be none: whoever comes must show that it really receives at its address.
        SCARCE,
        /// A login that begins now would fail.
        NONE
    }
}
