package gatehouse.aaa;

import java.util.List;

/// What a profile gives where AAA says nothing, and whom it asks.
///
/// @param authentication  who decides about a person that comes by EAP
/// @param accountingGroup servers that hear of sessions; empty for no accounting
/// @param defaults        what holds where nobody says otherwise: the lowest of all authorizations
/// @param addressOrder    from where an inner address is taken, best first
/// @param addressConflict what happens when a Framed-IP-Address is in use
/// @param accounting      what is demanded of accounting
public record AccessPolicy(
        AaaList authentication,
        String accountingGroup,
        Grant defaults,
        List<AddressKind> addressOrder,
        AddressConflict addressConflict,
        AccountingRules accounting) {
    public AccessPolicy {
        addressOrder = List.copyOf(addressOrder);
    }

    /// That demands nothing of accounting.
    public AccessPolicy(
            AaaList authentication,
            String accountingGroup,
            Grant defaults,
            List<AddressKind> addressOrder,
            AddressConflict addressConflict) {
        this(authentication, accountingGroup, defaults, addressOrder, addressConflict, AccountingRules.NONE);
    }

    /// The same with other defaults.
    public AccessPolicy with(Grant others) {
        return new AccessPolicy(authentication, accountingGroup, others, addressOrder, addressConflict, accounting);
    }

    /// A kind of source of inner addresses.
    public enum AddressKind {
        /// The very address that AAA names (Framed-IP-Address, Framed-IPv6-Address).
        FRAMED,
        /// A pool that AAA or the policy names.
        POOL,
        /// A DHCP server (IPv4).
        DHCP;

        /// The order of IOS.
        public static final List<AddressKind> USUAL_ORDER = List.of(FRAMED, POOL, DHCP);
    }

    /// A Framed-IP-Address that another live session holds.
    public enum AddressConflict {
        /// The newcomer is refused.
        REFUSE,
        /// The session that holds it ends.
        REPLACE
    }
}
