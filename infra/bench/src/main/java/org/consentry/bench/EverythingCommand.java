package org.consentry.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads whole charts, the first page of each. */
@Command(name = "everything", description = "Patient/[id]/$everything.", mixinStandardHelpOptions = true)
final class EverythingCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Option(names = "--page", defaultValue = "200", description = "_count: ${DEFAULT-VALUE}.")
    private int page = 200;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return target.measure("whole charts", load -> {
            Population people = Population.at(load, 1_000);
            return session -> {
                String path = "/Patient/" + people.one(session.random()).id() + "/$everything?_count=" + page;
                session.send("$everything", "GET", path, new byte[0], page);
                return true;
            };
        });
    }
}
