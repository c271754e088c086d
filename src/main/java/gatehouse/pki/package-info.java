/// Certificates: trust points, paths, names, keys in files, and a laboratory CA (RFC 5280, RFC 4945; Bouncy Castle).
package gatehouse.pki;
