package gatehouse.cli;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminRequest;
import gatehouse.admin.ControlClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gatehouse cache`.
@Command(
        name = "cache",
        description = "The answers of AAA about groups, users and access lists that are kept for others who ask the same.",
        subcommands = {Cache.Show.class, Cache.Clear.class},
        mixinStandardHelpOptions = true)
final class Cache implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "show or clear?");
    }

    /// Which answers are meant.
    static final class Which {
        @Option(names = "--list", paramLabel = "LIST", description = "Only those of this AAA list.")
        private String list = "";

        @Option(names = "--name", paramLabel = "NAME", description = "Only those about this name.")
        private String name = "";
    }

    /// `gatehouse cache show`.
    @Command(name = "show", description = "Lists what is kept.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ControlOptions control;

        @Mixin
        private Which which;

        @Option(names = "--json", description = "For programs: a JSON object.")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            if (!(control.ask(new AdminRequest.ShowCache(which.list, which.name)) instanceof AdminReply.Cache cache)) {
                throw new Failure("the gateway answered something else");
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(ControlClient.json(cache));
                return 0;
            }
            if (cache.answers().isEmpty()) {
                out.println("nothing is kept");
            } else {
                var table = new Table("LIST", "TOPIC", "NAME", "ANSWER", "AGE", "LEFT", "HITS");
                for (AdminReply.Cache.Kept kept : cache.answers()) {
                    table.row(
                            kept.list(), kept.topic(), kept.name(), kept.answer(), kept.ageSeconds() + "s",
                            kept.secondsLeft() + "s", Long.toString(kept.hits()));
                }
                out.println(table);
            }
            out.println();
            out.printf(
                    "%d hits, %d misses, %d waited for another's answer: AAA was spared %.1f %%; an answer takes %d ms%n",
                    cache.hits(), cache.misses(), cache.coalesced(), 100 * cache.hitRatio(), cache.meanMilliseconds());
            return 0;
        }
    }

    /// `gatehouse cache clear`.
    @Command(
            name = "clear",
            description = "Forgets what is kept; who logs in next is asked about anew. Sessions keep what they have.",
            mixinStandardHelpOptions = true)
    static final class Clear implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ControlOptions control;

        @Mixin
        private Which which;

        @Override
        public Integer call() throws Exception {
            if (!(control.ask(
                    new AdminRequest.ClearCache(which.list, which.name)) instanceof AdminReply.CacheCleared cleared)) {
                throw new Failure("the gateway answered something else");
            }
            spec.commandLine().getOut().println(cleared.answers() + " answers forgotten");
            return 0;
        }
    }
}
