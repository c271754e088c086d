package gatehouse.crypto;

import gatehouse.bytes.Secret;

/// A way to encrypt and authenticate, before it has keys.
public interface CipherSpec {
    /// The encryption transform's id.
    int encryptionId();

    /// Length of the encryption key in bits, as negotiated.
    int keyBits();

    /// The integrity transform's id; 0 for AEAD.
    int integrityId();

    /// Octets of key material for encryption, the salt included (RFC 5282, section 7.1; RFC 7634, section 4).
    int keyLength();

    /// Octets of key material for integrity; 0 for AEAD.
    int integrityKeyLength();

    /// The cipher with its keys, for one direction.
    AuthenticatedCipher bind(Secret encryptionKey, Secret integrityKey);
}
