package org.consentry.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.bench.load.Load;
import org.consentry.bench.load.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends transaction bundles, each of them once; several numbers of clients share the list. */
@Command(name = "import", description = "Sends transaction bundles.", mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Mixin
    private final Source source = new Source();

    private final AtomicInteger next = new AtomicInteger();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Source.Counted> bundles = source.bundles();
        return target.measure("import of transaction bundles", load -> {
            if (next.get() == 0) {
                shared(load);
            }
            return session -> {
                int index = next.getAndIncrement();
                if (index >= bundles.size()) {
                    return false;
                }
                Source.Counted bundle = bundles.get(index);
                session.send("import", "POST", "", bundle.json(), bundle.resources());
                return true;
            };
        });
    }

    private void shared(Load load) throws IOException, InterruptedException {
        Load.Session session = load.unmeasured();
        for (Source.Counted bundle : source.before()) {
            Wire.Answer answer = session.send("before", "POST", "", bundle.json(), 0);
            if (!answer.isFine()) {
                throw new IllegalStateException("what the bundles refer to was refused: " + answer.status());
            }
        }
    }
}
