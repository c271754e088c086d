package gatehouse.aaa.authorization;

import java.util.Optional;

/// Makes a AAA name of an identity: which part of which kind of identity, and what is done to it.
///
/// @param fqdn      what is taken of a host name; empty if such identities are refused
/// @param lowerCase whether letters are made small
/// @param prefix    put before
/// @param suffix    put behind, such as a realm with its `@`
public record NameMangler(
        String name,
        Optional<FqdnPart> fqdn,
        Optional<EmailPart> email,
        Optional<DnPart> dn,
        Optional<EapPart> eap,
        boolean lowerCase,
        String prefix,
        String suffix) {
    public enum FqdnPart {
        ALL,
        HOSTNAME,
        DOMAIN
    }

    public enum EmailPart {
        ALL,
        USERNAME,
        DOMAIN
    }

    public enum DnPart {
        COMMON_NAME,
        COUNTRY,
        DOMAIN,
        LOCALITY,
        ORGANIZATION,
        ORGANIZATION_UNIT,
        STATE
    }

    /// A part of an EAP identity.
    public sealed interface EapPart {
        record All() implements EapPart {}

        /// The EAP identity is a distinguished name.
        record OfDn(DnPart part) implements EapPart {}

        /// What stands before the first delimiter.
        record Prefix(char delimiter) implements EapPart {}

        /// What stands behind the first delimiter.
        record Suffix(char delimiter) implements EapPart {}
    }
}
