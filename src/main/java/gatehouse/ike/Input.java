package gatehouse.ike;

import gatehouse.pki.PkiAnswer;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Ticket;
import gatehouse.address.AddressAnswer;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.net.Datagram;
import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;

/// Everything that can happen to the engine. A new policy is not among them: policies belong to a room further down, so
/// the engine has a method of its own for them.
public sealed interface Input {
    /// An IKE message from a peer, without the non-ESP marker.
    record Received(Datagram datagram) implements Input {}

    /// AAA's answer to a question.
    record Answered(Ticket ticket, AccessAnswer answer) implements Input {}

    /// The answer to a question for an address.
    record AddressAnswered(Ticket ticket, AddressAnswer answer) implements Input {}

    /// The answer to a question about certificates.
    record PkiAnswered(Ticket ticket, PkiAnswer answer) implements Input {}

    /// What a live session may do shall change.
    record Changed(CommandId id, SessionId session, AuthorizationChange change) implements Input {}

    /// An operator or a RADIUS server wants something of a session.
    record Commanded(CommandId id, SessionCommand command) implements Input {}

    /// A server has the start of a session.
    record StartAccounted(SessionId session) implements Input {}

    /// The data plane noticed something.
    record Traffic(DataPlaneEvent event) implements Input {}

    /// The deadline that the engine asked for has come.
    record TimeAdvanced() implements Input {}

    /// Say goodbye to everybody. How long that may take is up to whoever says it: the engine tells when it is quiet.
    record ShutDown(TerminateCause cause) implements Input {}
}
