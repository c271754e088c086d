/// What a session may do: what AAA granted, merged with local policy.
package gatehouse.aaa.authorization;
