package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import gatehouse.radius.secure.Handshake;

/// A connection, or the attempt at one. From any thread.
public interface Link {
    /// Sends a packet; one that cannot be sent is gone, and where packets must not get lost the connection with it.
    void send(Bytes packet);

    /// Ends it. Its user hears no more of it.
    void close();

    /// Who uses it. Called on any thread, one call after the other.
    interface User {
        void connected(Handshake handshake);

        void arrived(Bytes packet);

        /// It could not be had, or is gone; the last that is heard of it.
        ///
        /// @param reason goes on after the name of the peer
        void lost(String reason);
    }
}
