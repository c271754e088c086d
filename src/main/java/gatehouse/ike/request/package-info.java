/// Requests that we make, one class each: what is sent, and why. What their answers mean is in
/// [gatehouse.ike.request.Responses].
package gatehouse.ike.request;
