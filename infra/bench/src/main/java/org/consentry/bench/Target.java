package org.consentry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.bench.load.Load;
import org.consentry.bench.load.Measurement;
import org.consentry.client.Connection;
import org.consentry.client.SignIn;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is measured and how hard: the options that all commands share. */
final class Target {
    @Option(names = "--base", paramLabel = "URL", description = "FHIR base URL of a server that asks for no token.")
    private @Nullable URI base;

    @Option(names = "--stack", paramLabel = "FILE", description = "local-stack.json of a running stack; signs in.")
    private @Nullable Path stack;

    @Option(names = "--member", defaultValue = "hospital-a", description = "Client of the stack: ${DEFAULT-VALUE}.")
    private String member = "hospital-a";

    @Option(names = "--clients", split = ",", defaultValue = "1,4", description = "1 to 64 each: ${DEFAULT-VALUE}.")
    private int[] clients = {1, 4};

    @Option(names = "--warm-up", defaultValue = "5", description = "Seconds that are not counted: ${DEFAULT-VALUE}.")
    private int warmUp = 5;

    @Option(names = "--seconds", defaultValue = "20", description = "Seconds that are counted: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Option(names = "--note", defaultValue = "", description = "Heap and settings of the server, to be printed.")
    private String note = "";

    @Option(names = "--plot", paramLabel = "FILE", description = "Where to write the result as SVG.")
    private @Nullable Path plot;

    @Option(names = "--results", paramLabel = "FILE", description = "Where to add the result for bench compare.")
    private @Nullable Path results;

    /** Makes the work for a number of clients. */
    interface Works {
        Load.Work of(Load load) throws IOException, InterruptedException;
    }

    /** Runs the work once for every number of clients, and shows what came of it. */
    int measure(String heading, Works works) throws IOException, InterruptedException {
        Load.Tokens tokens = tokens();
        URI place = place();
        List<Measurement> all = new ArrayList<>();
        for (int count : clients) {
            if (count < 1 || count > 64) {
                throw new IllegalArgumentException("--clients are 1 to 64");
            }
            Load load = new Load(place, tokens, count, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
            all.addAll(load.run(works.of(load)));
        }
        System.out.print(Report.text(heading, note, all));
        Report.plot(Optional.ofNullable(plot), heading, all);
        if (results != null) {
            Results.append(results, all);
        }
        return all.stream().allMatch(each -> each.failures() == 0) ? 0 : 1;
    }

    /** One place below the base. */
    URI at(String path) throws IOException {
        return URI.create(place() + path);
    }

    /** The stack that is measured, when it is one of ours. */
    Optional<Path> stackFile() {
        return Optional.ofNullable(stack);
    }

    /** A token, or nothing where none is asked for. */
    String token() throws IOException, InterruptedException {
        return tokens().token();
    }

    private URI place() throws IOException {
        if (base != null) {
            return URI.create(base.toString().replaceAll("/+$", ""));
        }
        if (stack != null) {
            return URI.create(Connection.ofLocalStack(stack, member).gateway() + "/fhir");
        }
        throw new IllegalArgumentException("either --base or --stack");
    }

    private Load.Tokens tokens() throws IOException {
        if (stack == null) {
            return () -> "";
        }
        SignIn signIn =
                new SignIn(Connection.ofLocalStack(stack, member), HttpClient.newHttpClient(), Clock.systemUTC());
        return signIn::token;
    }
}
