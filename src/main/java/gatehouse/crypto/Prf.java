package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// A pseudorandom function (RFC 7296, section 2.13). Belongs to one thread.
public interface Prf {
    /// The transform id.
    int id();

    /// Octets of output.
    int outputLength();

    /// Octets of a key of preferred length.
    int keyLength();

    /// prf(key, data | data | …).
    Secret apply(Secret key, Bytes... data);

    /// prf(key, the first `length` octets of `data`) into an array of the caller's, which has room for [#outputLength]: for
    /// what is computed for each packet of a flood.
    void apply(Secret key, byte[] data, int length, byte[] into);

    /// The first `length` octets of prf+(key, seed) (section 2.13).
    Secret expand(Secret key, Bytes seed, int length);
}
