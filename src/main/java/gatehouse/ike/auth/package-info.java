/// Proof of identity (RFC 7296, section 2.15): what is signed, with what, and which EAP methods may prove it.
package gatehouse.ike.auth;
