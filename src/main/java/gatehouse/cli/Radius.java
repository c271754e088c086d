package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import gatehouse.admin.RadiusServerRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse radius`.
@Command(
        name = "radius",
        description = "The RADIUS servers as the running gateway sees them.",
        subcommands = {Radius.Status.class, Radius.Test.class, Radius.Trace.class},
        mixinStandardHelpOptions = true)
final class Radius implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "status, test or trace?");
    }

    /// `gatehouse radius status`.
    @Command(
            name = "status",
            description = "Shows each server: what is thought of it, what it has to do, how long it takes.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ControlOptions control;

        @Option(names = "--json", description = "For programs: a JSON array.")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            if (!(control.ask(new AdminRequest.ShowRadius()) instanceof AdminReply.RadiusServers servers)) {
                throw new Failure("the gateway answered something else");
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(ControlClient.json(servers));
                return 0;
            }
            var table = new Table(
                    "GROUP", "SERVER", "ADDRESS", "LOGINS", "ACCOUNTING", "IN FLIGHT", "REQUESTS", "ANSWERS", "REPEATS",
                    "TIMEOUTS", "MEDIAN", "P99");
            for (RadiusServerRow row : servers.servers()) {
                table.row(
                        row.group(), row.server(), row.address(), row.authentication(), row.accounting(),
                        row.inFlight() + (row.limit() == 0 ? "" : " of " + row.limit()), Long.toString(row.requests()),
                        Long.toString(row.answers()), Long.toString(row.retransmissions()),
                        Long.toString(row.timeouts()), milliseconds(row.median()), milliseconds(row.p99()));
            }
            out.println(table);
            return 0;
        }

        private static String milliseconds(double time) {
            return time < 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", time);
        }
    }

    /// `gatehouse radius test`.
    @Command(
            name = "test",
            description = "Has the gateway ask a group of servers about somebody, as it asks for a login, and shows every "
                    + "answer. Nobody is connected by it.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "The password comes from --password-file, from $$GATEHOUSE_PASSWORD, or is asked for; never from an argument.",
                "Exit status: 0 accepted, or the server answers; 1 not."
            })
    static final class Test implements Callable<Integer> {
        /// How the client proves who it is.
        enum Method {
            PAP,
            EAP_MSCHAPV2,
            STATUS_SERVER;

            String word() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }

            @Override
            public String toString() {
                return word();
            }
        }

        @Spec
        private CommandSpec spec;

        @Mixin
        private ControlOptions control;

        @Parameters(paramLabel = "GROUP", description = "The group of servers.")
        private String group;

        @Option(names = "--server", paramLabel = "NAME", description = "Ask this one of them alone.")
        private String server = "";

        @Option(names = {"-u", "--user"}, paramLabel = "USER", description = "About whom.")
        private String user = "";

        @Option(
                names = "--method",
                defaultValue = "eap-mschapv2",
                converter = MethodReader.class,
                paramLabel = "METHOD",
                description = "pap, eap-mschapv2 or status-server (which asks about nobody). Default: ${DEFAULT-VALUE}.")
        private Method method;

        @Option(names = "--password-file", paramLabel = "FILE",
                description = "Its first line is the password; '-' for standard input.")
        private Path passwordFile;

        @Option(names = "--json", description = "For programs: a JSON object.")
        private boolean json;

        /// In the words of everything else.
        static final class MethodReader implements picocli.CommandLine.ITypeConverter<Method> {
            @Override
            public Method convert(String text) {
                for (Method method : Method.values()) if (method.word().equalsIgnoreCase(text)) return method;
                throw new picocli.CommandLine.TypeConversionException(
                        "'" + text + "' is none of pap, eap-mschapv2, status-server");
            }
        }

        @Override
        public Integer call() throws Exception {
            boolean asksAboutSomebody = method != Method.STATUS_SERVER;
            if (asksAboutSomebody && user.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--user is missing");
            }
            String password = asksAboutSomebody ? password() : "";
            var request = new AdminRequest.TestRadius(group, server, method.word(), user, password);
            if (!(control.ask(request) instanceof AdminReply.RadiusTested tested)) {
                throw new Failure("the gateway answered something else");
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) out.println(ControlClient.json(tested));
            else print(tested, out);
            return tested.succeeded() ? 0 : 1;
        }

        private static void print(AdminReply.RadiusTested tested, PrintWriter out) {
            for (AdminReply.RadiusTested.Round round : tested.rounds()) {
                out.println(round.answer() + " from " + Table.clean(round.server()) + " after " + round.milliseconds()
                        + " ms, to attempt " + round.attempt());
                round.attributes().forEach(line -> out.println("    " + Table.clean(line)));
            }
            out.println((tested.succeeded() ? "" : "failed: ") + Table.clean(tested.outcome()));
        }

        private String password() throws IOException, Failure {
            if (passwordFile != null && passwordFile.toString().equals("-")) {
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                return Optional.ofNullable(in.readLine())
                        .filter(line -> !line.isEmpty())
                        .orElseThrow(() -> new Failure("there is no password on standard input"));
            }
            if (passwordFile != null) {
                return Files.readString(passwordFile)
                        .lines()
                        .findFirst()
                        .filter(line -> !line.isEmpty())
                        .orElseThrow(() -> new Failure(passwordFile + " is empty"));
            }
            String variable = control.environment().getOrDefault(ProofOptions.PASSWORD_VARIABLE, "");
            if (!variable.isEmpty()) return variable;
            return Terminal.here()
                    .map(console -> new String(console.readPassword("password of %s: ", user)))
                    .orElseThrow(() -> new Failure("no password: name a file (--password-file FILE), or put it into $"
                            + ProofOptions.PASSWORD_VARIABLE));
        }
    }

    /// `gatehouse radius trace`.
    @Command(
            name = "trace",
            description = "Shows RADIUS packets of one user or one session as they pass, decoded, without secrets.",
            mixinStandardHelpOptions = true)
    static final class Trace implements Callable<Integer> {
        private static final Duration PAUSE = Duration.ofMillis(200);

        @Spec
        private CommandSpec spec;

        @Mixin
        private ControlOptions control;

        @Option(
                names = {"-u", "--user"},
                paramLabel = "USER",
                description = "By the name in RADIUS, or by the IKE or EAP identity.")
        private String user = "";

        @Option(names = "--session", paramLabel = "SESSION", description = "By its id.")
        private String session = "";

        @Option(
                names = "--for",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "How long. Default: ${DEFAULT-VALUE} seconds.")
        private long seconds;

        @Option(
                names = {"-n", "--most"},
                paramLabel = "COUNT",
                defaultValue = "1000",
                description = "After so many packets it ends. Default: ${DEFAULT-VALUE}.")
        private int most;

        @Override
        public Integer call() throws Exception {
            if (user.isEmpty() == session.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "either --user or --session");
            }
            PrintWriter out = spec.commandLine().getOut();
            String trace = "";
            int shown = 0;
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            while (true) {
                boolean isLast = System.nanoTime() >= end;
                AdminReply reply = control.ask(new AdminRequest.TraceRadius(trace, user, session));
                if (!(reply instanceof AdminReply.RadiusTraced traced)) {
                    throw new Failure("the gateway answered something else");
                }
                trace = traced.trace();
                for (AdminReply.RadiusTraced.Packet packet : traced.packets()) {
                    if (shown++ >= most) break;
                    out.println(packet.at() + "  " + Table.clean(packet.what()));
                    packet.lines().forEach(line -> out.println("    " + Table.clean(line)));
                }
                if (traced.lost() > 0) out.println(traced.lost() + " more came too fast to be kept");
                if (isLast || shown >= most) return 0;
                Thread.sleep(PAUSE);
            }
        }
    }
}
