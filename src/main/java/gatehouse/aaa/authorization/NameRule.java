package gatehouse.aaa.authorization;

/// How the name is found that AAA is asked about.
public sealed interface NameRule {
    /// Always this one.
    record Fixed(String name) implements NameRule {}

    /// A part of the identity.
    record Mangled(NameMangler mangler) implements NameRule {}

    /// The IKE identity, as it is.
    record IkeIdentity() implements NameRule {}

    /// The EAP identity, or the name that AAA gave (User-Name of the Accept); the IKE identity where EAP did not run.
    record UserName() implements NameRule {}
}
