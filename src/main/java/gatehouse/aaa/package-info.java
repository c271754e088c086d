/// What the gateway asks of AAA and is told, in our own words. Nothing here knows RADIUS: `aaa.radius` translates, and a
/// test answers by hand.
///
/// A question leaves the IKE engine with a [gatehouse.aaa.Ticket] and comes back as an [gatehouse.aaa.AccessAnswer] with
/// the same ticket; nobody waits in between. What an Access-Accept grants is a [gatehouse.aaa.Grant]: a list of single
/// values, so that each can keep where it came from. What a session may do is an [gatehouse.aaa.Authorization].
package gatehouse.aaa;
