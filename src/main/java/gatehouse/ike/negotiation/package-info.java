/// Choices as plain functions: which proposal, which traffic selectors, which configuration, is there a NAT. Tables of
/// input and outcome test them.
package gatehouse.ike.negotiation;
