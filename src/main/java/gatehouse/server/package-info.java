/// Assembly: [gatehouse.server.Gateway] builds everything with plain constructors, starts and stops it.
///
/// A [gatehouse.server.Shard] is one event loop with its IKE engine, its RADIUS client and its accounting;
/// [gatehouse.server.EngineLoop] drives engines of any kind and holds the one alarm. [gatehouse.server.Shards] says which
/// shard a message or a session belongs to, and [gatehouse.server.Effects] is the one place where the wishes of an IKE
/// engine meet the world.
package gatehouse.server;
