package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.CertificateRow;
import gatehouse.admin.ControlClient;
import gatehouse.config.ConfigurationException;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse pki show`.
@Command(
        name = "show",
        description = "Shows certificates.",
        mixinStandardHelpOptions = true)
final class PkiShow implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlOptions control;

    @Option(names = "--loaded", description = "Those that the running gateway has loaded, and when they expire.")
    private boolean loaded;

    @Option(names = "--json", description = "With --loaded, for programs: a JSON object.")
    private boolean json;

    @Parameters(paramLabel = "FILE", arity = "0..*",
            description = "PEM files. Default: those of the laboratory in the state directory.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws ConfigurationException, PkiException, CertificateEncodingException, Failure {
        if (loaded && !files.isEmpty()) throw new Failure("--loaded stands beside files; name one of them");
        if (json && !loaded) throw new Failure("--json is for --loaded");
        if (loaded) showLoaded();
        else showFiles();
        return 0;
    }

    private void showFiles() throws ConfigurationException, PkiException, CertificateEncodingException {
        List<Path> wanted = files.isEmpty() ? Pki.laboratory(control.configuration()).certificateFiles() : files;
        PrintWriter out = spec.commandLine().getOut();
        String gap = "";
        for (Path file : wanted) {
            for (X509Certificate certificate : PemFiles.certificates(file)) {
                out.print(gap);
                CertificateText.of(file, certificate).forEach(out::println);
                gap = System.lineSeparator();
            }
        }
    }

    private void showLoaded() throws ConfigurationException, Failure {
        if (!(control.ask(new AdminRequest.ListCertificates()) instanceof AdminReply.Certificates reply)) {
            throw new Failure("the gateway answered something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ControlClient.json(reply));
            return;
        }
        var table = new Table("ROLE", "SUBJECT", "NAMES", "EXPIRES", "DAYS LEFT");
        for (CertificateRow row : reply.certificates()) {
            table.row(row.role(), row.subject(), String.join(" ", row.names()), row.expires(),
                    row.daysLeft() < 0 ? "expired" : Long.toString(row.daysLeft()));
        }
        out.println(table);
    }
}
