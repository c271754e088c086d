package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.util.Optional;

/// Encrypts and authenticates the messages of one direction of an IKE SA. A packet is `header | IV | text | ICV`.
/// Belongs to one thread.
public interface AuthenticatedCipher {
    int ivLength();

    int icvLength();

    /// The text must be a multiple of this long.
    int blockLength();

    /// Encrypts in place: fills the IV at `ivAt`, encrypts the `textLength` octets behind it and writes the ICV behind
    /// them. Everything before is authenticated too.
    void seal(byte[] packet, int ivAt, int textLength);

    /// The text, in an array of its own; empty if the packet is not authentic.
    Optional<Bytes> open(Bytes packet, int ivAt);
}
