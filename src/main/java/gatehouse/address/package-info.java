/// Inner addresses: pools, and who holds which address. Everything here answers at once and from any thread.
package gatehouse.address;
