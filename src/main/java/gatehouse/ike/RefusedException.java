package gatehouse.ike;

import gatehouse.session.Attempt.Trouble;
import gatehouse.bytes.Bytes;
import gatehouse.wire.NotifyType;
import java.util.Optional;

/// We understood and say no. Carries what the peer gets (a notify and its data), what we log, and what becomes of the
/// IKE SA. Made by the factory named for the notify. Without a stack trace, because a peer decides how often it happens.
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient NotifyType notify;
    private final transient Bytes data;
    private final boolean fatal;
    private final transient Optional<Bytes> eapFailure;
    private final Trouble trouble;

    private RefusedException(NotifyType notify, Bytes data, boolean fatal, Trouble trouble, String reason) {
        this(notify, data, fatal, Optional.empty(), trouble, reason);
    }

    private RefusedException(
            NotifyType notify,
            Bytes data,
            boolean fatal,
            Optional<Bytes> eapFailure,
            Trouble trouble,
            String reason) {
        super(reason, null, false, false);
        this.trouble = trouble;
        this.eapFailure = eapFailure;
        this.notify = notify;
        this.data = data;
        this.fatal = fatal;
    }

    public NotifyType notifyType() {
        return notify;
    }

    /// The notification data, possibly empty.
    public Bytes data() {
        return data;
    }

    /// Whether the IKE SA dies of it.
    public boolean fatal() {
        return fatal;
    }

    /// The EAP packet that tells the client's EAP the same; empty where EAP does not run.
    public Optional<Bytes> eapFailure() {
        return eapFailure;
    }

    /// What went wrong if a login fails of it, by what helps against it.
    public Trouble trouble() {
        return trouble;
    }

    /// The same refusal, with an EAP-Failure before the notify.
    public RefusedException withEapFailure(Bytes packet) {
        return new RefusedException(notify, data, fatal, Optional.of(packet), trouble, getMessage());
    }

    /// RFC 7296, section 2.21.2: the SA is gone after this.
    public static RefusedException authenticationFailed(Trouble trouble, String reason) {
        return new RefusedException(NotifyType.AUTHENTICATION_FAILED, Bytes.EMPTY, true, trouble, reason);
    }

    public static RefusedException noProposalChosen(String reason) {
        return new RefusedException(NotifyType.NO_PROPOSAL_CHOSEN, Bytes.EMPTY, false, Trouble.PROPOSAL, reason);
    }

    /// `group` is the one that we want (RFC 7296, section 1.3).
    public static RefusedException invalidKe(int group, String reason) {
        Bytes data = Bytes.copyOf((byte) (group >>> 8), (byte) group);
        return new RefusedException(NotifyType.INVALID_KE_PAYLOAD, data, false, Trouble.PROPOSAL, reason);
    }

    public static RefusedException unsupportedCriticalPayload(int type) {
        Bytes data = Bytes.copyOf((byte) type);
        return new RefusedException(
                NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, data, false, Trouble.PROTOCOL,
                "critical payload of unknown type " + type);
    }

    public static RefusedException invalidSyntax(String reason) {
        return new RefusedException(NotifyType.INVALID_SYNTAX, Bytes.EMPTY, true, Trouble.PROTOCOL, reason);
    }

    /// An exchange that the phase of the SA does not allow; the SA lives on.
    public static RefusedException outOfPlace(String reason) {
        return new RefusedException(NotifyType.INVALID_SYNTAX, Bytes.EMPTY, false, Trouble.PROTOCOL, reason);
    }

    public static RefusedException tsUnacceptable(String reason) {
        return new RefusedException(NotifyType.TS_UNACCEPTABLE, Bytes.EMPTY, false, Trouble.CHILD, reason);
    }

    public static RefusedException internalAddressFailure(String reason) {
        return new RefusedException(NotifyType.INTERNAL_ADDRESS_FAILURE, Bytes.EMPTY, false, Trouble.ADDRESS, reason);
    }

    /// RFC 7296, section 3.10.1: the client must ask for a configuration.
    public static RefusedException failedCpRequired(String reason) {
        return new RefusedException(NotifyType.FAILED_CP_REQUIRED, Bytes.EMPTY, false, Trouble.ADDRESS, reason);
    }

    public static RefusedException noAdditionalSas(String reason) {
        return new RefusedException(NotifyType.NO_ADDITIONAL_SAS, Bytes.EMPTY, false, Trouble.LIMIT, reason);
    }

    /// RFC 4555, section 3.9.
    public static RefusedException unexpectedNat(String reason) {
        return new RefusedException(NotifyType.UNEXPECTED_NAT_DETECTED, Bytes.EMPTY, true, Trouble.PROTOCOL, reason);
    }

    /// RFC 9611, section 4: no more Child SAs for the same traffic.
    public static RefusedException tsMaxQueue(String reason) {
        return new RefusedException(NotifyType.TS_MAX_QUEUE, Bytes.EMPTY, false, Trouble.LIMIT, reason);
    }

    public static RefusedException temporaryFailure(String reason) {
        return new RefusedException(NotifyType.TEMPORARY_FAILURE, Bytes.EMPTY, false, Trouble.PROTOCOL, reason);
    }

    public static RefusedException childSaNotFound(String reason) {
        return new RefusedException(NotifyType.CHILD_SA_NOT_FOUND, Bytes.EMPTY, false, Trouble.PROTOCOL, reason);
    }
}
