package gatehouse.pki;

import gatehouse.bytes.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A key with its certificates in a file that a password protects (PKCS#12, RFC 7292).
public final class Pkcs12Files {
    private Pkcs12Files() {}

    /// The one key of a file, its certificate, and those above it as far as they are in the file.
    public static Credential credential(Path file, Secret password) throws PkiException {
        char[] characters = new String(password.expose(), StandardCharsets.UTF_8).toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, characters);
            List<String> keys = keys(store);
            if (keys.size() != 1) {
                throw new PkiException(file + " has " + keys.size() + " private keys with a certificate; it needs one");
            }
            var key = (PrivateKey) store.getKey(keys.getFirst(), characters);
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(keys.getFirst()))
                    .map(X509Certificate.class::cast)
                    .toList();
            List<X509Certificate> above = chain.subList(1, chain.size());
            return new Credential(
                    chain.getFirst(), above.stream().filter(one -> !KeyPairs.issued(one, one)).toList(), key,
                    above.stream().filter(one -> KeyPairs.issued(one, one)).toList());
        } catch (NoSuchFileException _) {
            throw new PkiException(file + " does not exist");
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new PkiException(file + ": the password is wrong");
            }
            throw new PkiException(file + " cannot be read as PKCS#12: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new PkiException(file + " cannot be read as PKCS#12: " + e.getMessage());
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static List<String> keys(KeyStore store) throws GeneralSecurityException {
        var keys = new ArrayList<String>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.getCertificateChain(alias);
            if (store.isKeyEntry(alias) && chain != null && chain.length > 0) keys.add(alias);
        }
        return keys;
    }
}
