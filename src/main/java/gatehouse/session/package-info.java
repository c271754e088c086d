/// Who is connected. A [gatehouse.session.Session] is what the outside may know of a login that succeeded; the
/// [gatehouse.session.SessionDirectory] finds it by any of the names that RADIUS and operators use; a
/// [gatehouse.session.SessionCommand] asks its owner to change or end it.
package gatehouse.session;
