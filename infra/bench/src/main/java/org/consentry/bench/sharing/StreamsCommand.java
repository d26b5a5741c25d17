package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.bench.load.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Thousands of open event streams, some of which hear what a hospital hands in at a steady rate. Counts what was lost or
 * came twice, also over gateways that are restarted meanwhile, and the time from the write to the client.
 */
@Command(
        name = "streams",
        description = "Open event streams and a steady rate of events.",
        mixinStandardHelpOptions = true)
public final class StreamsCommand implements Callable<Integer> {
    private static final int WRITERS = 16;
    private static final long PATIENCE = 20_000_000_000L;

    @Option(
            names = "--stack",
            paramLabel = "FILE",
            required = true,
            description = "local-stack.json of a running stack.")
    private Path file = Path.of("");

    @Option(
            names = "--gateways",
            paramLabel = "URL,...",
            split = ",",
            description = "Replicas; the stack's by default.")
    private List<URI> gateways = List.of();

    @Option(names = "--patient", defaultValue = "bob", description = "Whose record grows: ${DEFAULT-VALUE}.")
    private String patient = "bob";

    @Option(names = "--streams", defaultValue = "10000", description = "Open streams: ${DEFAULT-VALUE}.")
    private int streams = 10_000;

    @Option(names = "--listeners", defaultValue = "20", description = "Of them hear every event: ${DEFAULT-VALUE}.")
    private int listeners = 20;

    @Option(names = "--rate", defaultValue = "200", description = "Events a second: ${DEFAULT-VALUE}.")
    private int rate = 200;

    @Option(names = "--seconds", defaultValue = "60", description = "How long: ${DEFAULT-VALUE}.")
    private int seconds = 60;

    /** What one listener heard; used by the thread that reads. */
    private static final class Heard implements EventReader.Listener {
        private final List<Long> nanos;
        private long first = -1;
        private long last = -1;
        private long lost;
        private long twice;

        Heard(List<Long> nanos) {
            this.nanos = nanos;
        }

        @Override
        public void heard(long id, String data) {
            Instant now = Instant.now();
            if (last >= 0) {
                lost += Math.max(0, id - last - 1);
                twice += id <= last ? 1 : 0;
            } else {
                first = id;
            }
            last = Math.max(last, id);
            JsonNode event = Stack.JSON.readTree(data);
            String written = event.path("updated").asString("");
            if (!written.isEmpty()) {
                nanos.add(Duration.between(Instant.parse(written), now).toNanos());
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        Stack stack = new Stack(file);
        Patient sharing = Patient.signIn(stack, patient);
        sharing.consent(
                "hospital-b",
                "{\"period\":{\"end\":\"" + Instant.now().plus(Duration.ofDays(5))
                        + "\"},\"purpose\":[{\"code\":\"TREAT\"}],\"class\":[{\"code\":\"Observation\"}]}");
        List<URI> places = gateways.isEmpty() ? List.of(URI.create(stack.url("gateway"))) : gateways;
        List<Long> nanos = new ArrayList<>();
        List<Heard> heard = new ArrayList<>();
        try (EventLines lines = new EventLines(places, stack::token);
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int i = 0; i < streams; i++) {
                boolean listens = i < listeners;
                Heard own = new Heard(nanos);
                if (listens) {
                    heard.add(own);
                }
                EventReader.Listener listener = listens ? own : (id, data) -> {};
                lines.add(new EventLines.Line(listens ? "hospital-b" : "hospital-a", new EventReader(listener), i));
            }
            double opened = untilOpen(lines);
            double heap = stack.heap();
            SteadyWrites writes = new SteadyWrites(places, stack, sharing.id(), rate, rate * seconds);
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(writes));
            }
            listen(lines, writers, heard, writes);
            return print(lines, heard, Times.of(nanos), opened, heap, writes);
        }
    }

    private double untilOpen(EventLines lines) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (lines.open() < streams && System.nanoTime() - begin < 10 * PATIENCE) {
            lines.look(10);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void listen(EventLines lines, List<Future<Integer>> writers, List<Heard> heard, SteadyWrites writes)
            throws IOException, InterruptedException {
        while (writers.stream().anyMatch(each -> !each.isDone())) {
            lines.look(10);
        }
        long end = System.nanoTime() + PATIENCE;
        int expected = rate * seconds - writes.failed();
        while (System.nanoTime() < end && heard.stream().anyMatch(each -> each.last - each.first + 1 < expected)) {
            lines.look(10);
        }
    }

    private int print(
            EventLines lines, List<Heard> heard, Times time, double opened, double heap, SteadyWrites writes) {
        long lost = heard.stream().mapToLong(each -> each.lost).sum();
        long twice = heard.stream().mapToLong(each -> each.twice).sum();
        long fewest = heard.stream()
                .mapToLong(each -> each.last - each.first + 1)
                .min()
                .orElse(0);
        System.out.printf(
                "%d streams open after %.1f s, %d broken and opened again, %d refused; gateway's heap %.0f MB%n"
                        + "%d events a second for %d s (%d not written, %d sent again), %d listeners: every one heard at least %d%n"
                        + "lost %d, doubled %d%nfrom the write to the client: p50 %.1f ms, p99 %.1f ms of %d%n",
                lines.open(),
                opened,
                lines.broken(),
                lines.refused(),
                heap,
                rate,
                seconds,
                writes.failed(),
                writes.again(),
                listeners,
                fewest,
                lost,
                twice,
                time.millis(0.5),
                time.millis(0.99),
                time.count());
        return lost == 0 && twice == 0 && fewest >= rate * seconds - writes.failed() ? 0 : 1;
    }
}
