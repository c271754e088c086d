package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.pki.LaboratoryCa.KeyKind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private final LaboratoryCa authority =
            LaboratoryCa.create("Laboratory", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final Credential gateway = authority.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, NOW);

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(KeyKind kind) throws Exception {
        Credential made = authority.issueGateway(List.of("gate"), kind, NOW);
        PemFiles.writeCertificates(file("gate.pem"), List.of(made.certificate(), authority.certificate()));
        PemFiles.writePrivateKey(file("gate.key"), made.privateKey());
        assertThat(PemFiles.certificates(file("gate.pem")))
                .containsExactly(made.certificate(), authority.certificate());
        assertThat(PemFiles.privateKey(file("gate.key"))).isEqualTo(made.privateKey());
        // The root is not sent, for it is known to whoever verifies, but clients may ask for what is below it.
        assertThat(PemFiles.credential(file("gate.pem"), file("gate.key")))
                .isEqualTo(made.under(List.of(authority.certificate())));
    }

    @Test
    void aKeyIsForItsOwnerAlone() throws Exception {
        Files.writeString(file("gate.key"), "an old one that everybody may read");
        Files.setPosixFilePermissions(file("gate.key"), PosixFilePermissions.fromString("rw-rw-rw-"));
        PemFiles.writePrivateKey(file("gate.key"), gateway.privateKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("gate.key"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file("gate.key"));
        }
    }

    @Test
    void keysOfOpensslsOlderKindsAreRead() throws Exception {
        PrivateKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        String text = older(new JcaMiscPEMGenerator(rsa));
        assertThat(text).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(PemFiles.privateKey(Files.writeString(file("old.key"), text))).isEqualTo(rsa);

        // As 'openssl ecparam -genkey' writes it: the curve alone, and then once more within the key.
        var ec = (ECPrivateKey) KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        var curve = SECNamedCurves.getOID("secp" + ec.getParams().getOrder().bitLength() + "r1");
        var older = new org.bouncycastle.asn1.sec.ECPrivateKey(ec.getParams().getOrder().bitLength(), ec.getS(), curve);
        text = older(new PemObject("EC PARAMETERS", curve.getEncoded()))
                + older(new PemObject("EC PRIVATE KEY", older.getEncoded()));
        assertThat(PemFiles.privateKey(Files.writeString(file("old.key"), text)))
                .isInstanceOfSatisfying(ECPrivateKey.class, read -> assertThat(read.getS()).isEqualTo(ec.getS()));
    }

    @Test
    void ed25519KeysAreRead() throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        PemFiles.writePrivateKey(file("ed.key"), key);
        assertThat(PemFiles.privateKey(file("ed.key")).getEncoded()).isEqualTo(key.getEncoded());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Credential other = authority.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, NOW);
        PemFiles.writeCertificates(file("gate.pem"), List.of(gateway.certificate()));
        PemFiles.writePrivateKey(file("gate.key"), other.privateKey());
        refused(() -> PemFiles.credential(file("gate.pem"), file("gate.key")),
                file("gate.key") + " is not the key of the first certificate in " + file("gate.pem") + " (CN=gate); "
                        + "the gateway's own certificate comes first, then the intermediate ones");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        PemFiles.writeCertificates(file("gate.pem"), List.of(gateway.certificate()));
        PemFiles.writePrivateKey(
                file("gate.key"), KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
        assertThatThrownBy(() -> PemFiles.credential(file("gate.pem"), file("gate.key")))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("is not the key of the first certificate");
    }

    @Test
    void aChainOutOfOrderIsRefused() throws Exception {
        Credential other = authority.issueGateway(List.of("other"), KeyKind.ECDSA_P256, NOW);
        PemFiles.writeCertificates(file("gate.pem"), List.of(gateway.certificate(), other.certificate()));
        PemFiles.writePrivateKey(file("gate.key"), gateway.privateKey());
        refused(() -> PemFiles.credential(file("gate.pem"), file("gate.key")),
                file("gate.pem") + ": certificate 2 (CN=other) did not issue the one before it; "
                        + "put them in the order from the gateway's up to the root");
    }

    @Test
    void whatIsMissingIsSaidWithItsFile() throws Exception {
        refused(() -> PemFiles.certificates(file("no.pem")), file("no.pem") + " does not exist");
        Files.writeString(file("empty.pem"), "");
        assertThatThrownBy(() -> PemFiles.certificates(file("empty.pem")))
                .hasMessageStartingWith(file("empty.pem") + " has no certificate; ");
        PemFiles.writeCertificates(file("gate.pem"), List.of(gateway.certificate()));
        refused(() -> PemFiles.privateKey(file("gate.pem")), file("gate.pem")
                + " has no private key; it needs a block '-----BEGIN PRIVATE KEY-----'");
    }

    @Test
    void damageIsSaidWithItsFile() throws Exception {
        String text = PemFiles.text(List.of(gateway.certificate()));
        Files.writeString(file("gate.pem"), text.substring(0, 200) + "\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> PemFiles.certificates(file("gate.pem")))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(file("gate.pem") + " is damaged PEM: ");
        Files.write(file("gate.der"), gateway.certificate().getEncoded());
        refused(() -> PemFiles.certificates(file("gate.der")),
                file("gate.der") + " is not PEM; 'openssl x509' or 'openssl pkey' with -inform DER convert it");
    }

    @Test
    void aPassphraseIsRefusedWithItsRemedy() throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        var encryptor = new JcePEMEncryptorBuilder("AES-128-CBC").setProvider(new BouncyCastleProvider())
                .build("secret".toCharArray());
        Files.writeString(file("gate.key"), older(new JcaMiscPEMGenerator(key, encryptor)));
        refused(() -> PemFiles.privateKey(file("gate.key")), file("gate.key")
                + " is protected by a passphrase, and nobody is there to type it at start; remove it with "
                + "'openssl pkey -in " + file("gate.key") + " -out FILE' and chmod 600 FILE");
    }

    private static String older(PemObjectGenerator object) throws IOException {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            pem.writeObject(object);
        }
        return text.toString();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(PkiException.class).hasMessage(message);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
