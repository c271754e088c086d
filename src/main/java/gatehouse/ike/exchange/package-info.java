/// Requests that the peer makes: one class per exchange, each a list of steps in the order of the RFC.
/// [gatehouse.ike.engine.ExchangeRouter] says which class serves which request.
package gatehouse.ike.exchange;
