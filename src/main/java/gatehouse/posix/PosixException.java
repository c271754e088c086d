package gatehouse.posix;

import java.io.IOException;

/// A C call failed. The message names the call, says what the system says, and what would help where we know it.
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    PosixException(String call, int errno) {
        this(call, errno, "");
    }

    PosixException(String call, int errno, String remedy) {
        super(call + ": " + Libc.describe(errno) + (remedy.isEmpty() ? "" : "; " + remedy));
        this.errno = errno;
    }

    /// The error number of Linux, such as 1 for EPERM.
    public int errno() {
        return errno;
    }
}
