package gatehouse.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM by the provider that we use, and nothing of ours around it: what no packet can be sealed or opened below.
public final class BareGcm {
    private static final int ICV = 16;

    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] nonce = new byte[12];
    private final Cipher sealing = Providers.load().fastestAead("AES-GCM", SelfTests::gcm);
    private final Cipher opening = Providers.load().fastestAead("AES-GCM", SelfTests::gcm);
    private final byte[] aad;
    private final byte[] text;
    private final byte[] sealed;

    /// @param authenticated octets that are authenticated only
    /// @param length        octets of the text
    public BareGcm(int authenticated, int length) {
        aad = new byte[authenticated];
        text = new byte[length + ICV];
        sealed = new byte[length + ICV];
    }

    public byte[] seal() throws GeneralSecurityException {
        nonce[11]++;
        sealing.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(ICV * 8, nonce));
        sealing.updateAAD(aad);
        sealing.doFinal(text, 0, text.length - ICV, sealed, 0);
        return sealed;
    }

    /// Opens what was sealed last.
    public byte[] open() throws GeneralSecurityException {
        opening.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(ICV * 8, nonce));
        opening.updateAAD(aad);
        opening.doFinal(sealed, 0, sealed.length, text, 0);
        return text;
    }
}
