/// The virtual-access interface of a session: what a template, RADIUS and changes to the live session say about its traffic,
/// in the words of IOS, becomes one configuration and the program that the data plane enforces. Start with
/// [gatehouse.virtualaccess.VirtualAccess], which has the order and the precedence.
///
/// Lines of access lists are read by [gatehouse.virtualaccess.AccessEntryText], rules of NAS-Filter-Rule (RFC 4849; RFC
/// 6733, section 4.3.1) by [gatehouse.virtualaccess.FilterRuleText], lines of the interface by
/// [gatehouse.virtualaccess.InterfaceConfig]. What cannot be enforced is refused with its text
/// ([gatehouse.virtualaccess.UnenforceableException]): nothing is accepted and then ignored.
package gatehouse.virtualaccess;
