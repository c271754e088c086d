/// Dynamic authorization (RFC 5176): Disconnect and CoA requests are verified, told apart from their repeats, and answered.
/// An engine without sockets.
///
/// Start with [gatehouse.radius.dynauth.DynamicAuthorization#handle].
package gatehouse.radius.dynauth;
