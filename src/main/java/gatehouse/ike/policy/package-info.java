/// Immutable policy of the IKE engine: whom to let in, with which algorithms, for how long. Built by `config`, replaced
/// as a whole at a reload; a session keeps the policy it was authorized under.
package gatehouse.ike.policy;
