/// What AAA is asked and told, in RADIUS words, both ways; and accounting on its way to a server.
package gatehouse.aaa.radius;
