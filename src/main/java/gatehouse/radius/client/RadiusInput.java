package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.secure.Handshake;
import java.net.InetSocketAddress;
import java.util.List;

/// Everything that can happen to the client.
public sealed interface RadiusInput {
    /// Ask a group of servers.
    ///
    /// @param boundTo  name of the one server that may be asked; empty for any
    /// @param code       Access-Request, Accounting-Request, or for one server Status-Server
    /// @param password   User-Password, which is hidden for each server anew; empty for none
    /// @param asksPerson whether the server may ask a person something before it answers, on a second channel: then the
    ///                   group's patience holds
    record Submit(RequestId id, ServerGroup group, String boundTo, RadiusCode code,
            List<Attribute> attributes, Secret password, boolean asksPerson) implements RadiusInput {
        public Submit {
            attributes = List.copyOf(attributes);
        }

        /// About nobody who would be asked.
        public Submit(
                RequestId id, ServerGroup group, String boundTo, RadiusCode code, List<Attribute> attributes,
                Secret password) {
            this(id, group, boundTo, code, attributes, password, false);
        }

        /// Without a password.
        public Submit(
                RequestId id, ServerGroup group, String boundTo, RadiusCode code, List<Attribute> attributes) {
            this(id, group, boundTo, code, attributes, Secret.wrap(new byte[0]));
        }
    }

    /// A datagram came in on one of our sockets.
    record Received(int socket, InetSocketAddress from, Bytes octets) implements RadiusInput {}

    /// The servers of a group that have connections are to be connected now, before anybody asks.
    record Reach(ServerGroup group) implements RadiusInput {}

    /// A connection is open.
    record Connected(long connection, Handshake handshake) implements RadiusInput {}

    /// A packet came over a connection.
    record Arrived(long connection, Bytes octets) implements RadiusInput {}

    /// A connection could not be opened, or is gone.
    ///
    /// @param reason goes on after the name of the server
    record Lost(long connection, String reason) implements RadiusInput {}

    /// Nobody waits for this answer any more.
    record Forget(RequestId id) implements RadiusInput {}

    /// The deadline that the client asked for has come.
    record TimeAdvanced() implements RadiusInput {}
}
