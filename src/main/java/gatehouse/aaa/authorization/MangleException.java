package gatehouse.aaa.authorization;

/// No AAA name can be made of an identity. The message names the rule, the identity and what it lacks. It carries no stack
/// trace, because a peer decides how often it happens.
public final class MangleException extends Exception {
    private static final long serialVersionUID = 1;

    MangleException(String message) {
        super(message, null, false, false);
    }
}
