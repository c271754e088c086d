import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// `java Unsigned.java FROM TO`: the signed jars of a directory once more, without their signatures.
///
/// A cache of Java's holds no class of a signed jar, and each of them is verified anew at every start: that is a
/// quarter of the processor's time that a start takes.
void main(String[] arguments) throws IOException {
    Path to = Files.createDirectories(Path.of(arguments[1]));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
        for (Path jar : jars) {
            try (var in = new ZipFile(jar.toFile())) {
                if (entries(in).stream().anyMatch(this::isSignature)) copy(in, to.resolve(jar.getFileName()));
            }
        }
    }
}

final Pattern signature = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

boolean isSignature(ZipEntry entry) {
    return signature.matcher(entry.getName()).matches();
}

List<? extends ZipEntry> entries(ZipFile jar) {
    return Collections.list(jar.entries());
}

void copy(ZipFile in, Path to) throws IOException {
    try (OutputStream file = Files.newOutputStream(to); var out = new JarOutputStream(file)) {
        for (ZipEntry entry : entries(in)) {
            if (isSignature(entry)) continue;
            var copied = new ZipEntry(entry.getName());
            copied.setTime(entry.getTime());
            out.putNextEntry(copied);
            try (InputStream octets = in.getInputStream(entry)) {
                if (entry.getName().equals("META-INF/MANIFEST.MF")) withoutDigests(new Manifest(octets)).write(out);
                else octets.transferTo(out);
            }
            out.closeEntry();
        }
    }
}

/// What the manifest says of the jar, not of each file in it.
Manifest withoutDigests(Manifest signed) {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putAll(signed.getMainAttributes());
    return manifest;
}
