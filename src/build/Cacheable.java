import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// `java Cacheable.java PROGRAM TO`: those libraries of a program once more, in the directory TO, of which a cache of Java's would
/// hold nothing; and the program itself beside it, as TO.jar, which names those instead of the others. Its jar is the last to
/// be there.
///
/// It holds no class of a signed jar, and each of them is verified anew at every start, which is a quarter of the
/// processor's time that a start takes: here they have no signatures. Nor does it hold a class of a format before Java 6's,
/// whose verifier infers what later ones are told: here such classes (picocli's) are of Java 8's format, and tell it.
void main(String[] arguments) throws IOException {
    Path program = Path.of(arguments[0]);
    Path to = Files.createDirectories(Path.of(arguments[1]));
    var instead = new HashMap<String, String>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(program.resolveSibling("lib"), "*.jar")) {
        for (Path jar : jars) {
            try (var in = new ZipFile(jar.toFile())) {
                if (!isSigned(in) && !isOld(in)) continue;
                copy(in, to.resolve(jar.getFileName()), this::withoutDigests);
                instead.put("lib/" + jar.getFileName(), to.getFileName() + "/" + jar.getFileName());
            }
        }
    }
    Path written = to.resolveSibling(to.getFileName() + ".jar.part");
    try (var in = new ZipFile(program.toFile())) {
        copy(in, written, manifest -> naming(manifest, instead));
    }
    Files.move(written, to.resolveSibling(to.getFileName() + ".jar"), StandardCopyOption.REPLACE_EXISTING);
}

/// Of a library that is there twice, Java would read the list of both at each start, and keep it.
Manifest naming(Manifest program, Map<String, String> instead) {
    Attributes main = program.getMainAttributes();
    String libraries = main.getValue(Attributes.Name.CLASS_PATH);
    if (libraries != null) {
        main.put(Attributes.Name.CLASS_PATH, Arrays.stream(libraries.split(" "))
                .map(library -> instead.getOrDefault(library, library))
                .collect(Collectors.joining(" ")));
    }
    return program;
}

final Pattern signature = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

boolean isSignature(ZipEntry entry) {
    return signature.matcher(entry.getName()).matches();
}

boolean isSigned(ZipFile jar) {
    return entries(jar).stream().anyMatch(this::isSignature);
}

/// As its first class is, for a jar comes out of one compiler.
boolean isOld(ZipFile jar) throws IOException {
    for (ZipEntry entry : entries(jar)) {
        if (!isClass(entry)) continue;
        try (InputStream octets = jar.getInputStream(entry)) {
            return isOld(octets.readNBytes(8));
        }
    }
    return false;
}

boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
}

/// Java Virtual Machine Specification, section 4.1: the major version is the fourth of the first pairs of octets.
boolean isOld(byte[] classFile) {
    return ((classFile[6] & 0xff) << 8 | classFile[7] & 0xff) < ClassFile.JAVA_6_VERSION;
}

List<? extends ZipEntry> entries(ZipFile jar) {
    return Collections.list(jar.entries());
}

void copy(ZipFile in, Path to, UnaryOperator<Manifest> manifest) throws IOException {
    ClassFile format = format(in);
    try (OutputStream file = Files.newOutputStream(to); var out = new JarOutputStream(file)) {
        for (ZipEntry entry : entries(in)) {
            if (isSignature(entry)) continue;
            out.putNextEntry(copied(entry));
            try (InputStream octets = in.getInputStream(entry)) {
                if (entry.getName().equals("META-INF/MANIFEST.MF")) manifest.apply(new Manifest(octets)).write(out);
                else if (isClass(entry)) out.write(inNewFormat(octets.readAllBytes(), format));
                else octets.transferTo(out);
            }
            out.closeEntry();
        }
    }
}

/// A native library is not compressed: each start copies it out of the jar to load it.
ZipEntry copied(ZipEntry entry) {
    var copied = new ZipEntry(entry.getName());
    copied.setTime(entry.getTime());
    if (entry.getName().endsWith(".so")) {
        copied.setMethod(ZipEntry.STORED);
        copied.setSize(entry.getSize());
        copied.setCrc(entry.getCrc());
    }
    return copied;
}

/// A class as it is, unless it is old.
byte[] inNewFormat(byte[] classFile, ClassFile format) {
    if (!isOld(classFile)) return classFile;
    // Code that is handed through is copied as it is; that which is written instruction by instruction gets stack maps.
    return format.transformClass(
            format.parse(classFile),
            ClassTransform.transformingMethodBodies(CodeBuilder::with)
                    .andThen(ClassTransform.endHandler(made -> made.withVersion(ClassFile.JAVA_8_VERSION, 0))));
}

/// Which types are alike, it finds out from the classes of the jar and of Java.
ClassFile format(ZipFile jar) {
    ClassHierarchyResolver ofJar = ClassHierarchyResolver.ofResourceParsing(type -> {
        ZipEntry entry = jar.getEntry(type.packageName().replace('.', '/') + "/" + type.displayName() + ".class");
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    });
    return ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ofJar.orElse(ClassHierarchyResolver.defaultResolver())));
}

/// What the manifest says of the jar, not of each file in it.
Manifest withoutDigests(Manifest signed) {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putAll(signed.getMainAttributes());
    return manifest;
}
