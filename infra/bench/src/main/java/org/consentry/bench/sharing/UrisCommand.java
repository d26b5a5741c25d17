package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.bench.load.Times;
import org.consentry.bench.load.Wire;
import org.consentry.client.Gateway;
import org.consentry.client.Position;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many one-time URIs, each fetched by many at the same moment: exactly one is given the content, every time. */
@Command(name = "uris", description = "One-time URIs, each asked for by many at once.", mixinStandardHelpOptions = true)
public final class UrisCommand implements Callable<Integer> {
    private static final int IN_A_BUNDLE = 50;
    private static final Pattern CLAIM = Pattern.compile("claim;dur=([0-9.]+)");

    @Option(
            names = "--stack",
            paramLabel = "FILE",
            required = true,
            description = "local-stack.json of a running stack.")
    private Path file = Path.of("");

    @Option(names = "--patient", defaultValue = "bob", description = "Who shares: ${DEFAULT-VALUE}.")
    private String patient = "bob";

    @Option(names = "--uris", defaultValue = "1000", description = "How many: ${DEFAULT-VALUE}.")
    private int uris = 1_000;

    @Option(
            names = "--warm-up",
            defaultValue = "0",
            description = "So many more before them, which are checked and not timed: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--parallel", defaultValue = "100", description = "GETs at the same moment: ${DEFAULT-VALUE}.")
    private int parallel = 100;

    @Option(names = "--bytes", defaultValue = "2000", description = "Of each content: ${DEFAULT-VALUE}.")
    private int bytes = 2_000;

    @Override
    public Integer call() throws Exception {
        Stack stack = new Stack(file);
        Patient sharing = Patient.signIn(stack, patient);
        String consent = sharing.consent(
                "hospital-b",
                "{\"period\":{\"end\":\"" + Instant.now().plus(Duration.ofDays(5))
                        + "\"},\"purpose\":[{\"code\":\"TREAT\"}],\"class\":[{\"code\":\"DocumentReference\"}]}");
        attach(stack, sharing.id());
        List<String> deliveries = announced(stack, consent);
        return race(stack, deliveries);
    }

    private void attach(Stack stack, String patientId) throws IOException, InterruptedException {
        for (int done = 0; done < all(); done += IN_A_BUNDLE) {
            StringBuilder entries = new StringBuilder();
            for (int i = done; i < Math.min(all(), done + IN_A_BUNDLE); i++) {
                entries.append(i == done ? "" : ",")
                        .append("{\"request\":{\"method\":\"POST\",\"url\":\"DocumentReference\"},\"resource\":{"
                                + "\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"subject\":{"
                                + "\"reference\":\"Patient/")
                        .append(patientId)
                        .append("\"},\"content\":[{\"attachment\":{\"contentType\":\"application/pdf\",\"data\":\"")
                        .append(content(i))
                        .append("\"}}]}}");
            }
            stack.post(
                    stack.token("hospital-a"),
                    "/fhir",
                    "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
        }
    }

    private int all() {
        return warmUp + uris;
    }

    /** Bytes nobody had before, so that none is found again. */
    private String content(int number) {
        byte[] content = new byte[Math.max(32, bytes)];
        new java.util.SplittableRandom(System.nanoTime() + number).nextBytes(content);
        return Base64.getEncoder().encodeToString(content);
    }

    private List<String> announced(Stack stack, String consent) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        stack.as("hospital-b").listen(Position.startingAfter(Optional.of("0")), event -> {
            boolean ours = event.kind().equals("attachment-ready")
                    && ("Consent/" + consent).equals(event.facts().get("consent"));
            if (ours) {
                ids.add(event.facts().getOrDefault("delivery", ""));
            }
            return ids.size() < all() ? Gateway.Next.GO_ON : Gateway.Next.STOP;
        });
        return ids;
    }

    /** What one client saw of one URI. */
    private record Seen(int status, long nanos, String timing) {
        /** What the server needed to decide who is given it, and to put it down. */
        long claim() {
            Matcher claim = CLAIM.matcher(timing);
            return claim.find() ? Math.round(Double.parseDouble(claim.group(1)) * 1e6) : 0;
        }
    }

    private int race(Stack stack, List<String> deliveries) throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<Long> winners = new ArrayList<>();
        List<Long> claims = new ArrayList<>();
        int wrong = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < parallel; i++) {
                wires.add(new Wire(URI.create(stack.url("gateway"))));
            }
            for (int i = 0; i < deliveries.size(); i++) {
                String delivery = deliveries.get(i);
                String token = stack.token("hospital-b");
                URI uri = URI.create(
                        stack.get(token, "/deliveries/" + delivery).path("uri").asString(""));
                List<Seen> seen = at(threads, wires, uri.getRawPath() + "?" + uri.getRawQuery(), token);
                seen.forEach(each -> statuses.merge(each.status(), 1, Integer::sum));
                List<Seen> given =
                        seen.stream().filter(each -> each.status() == 200).toList();
                if (i >= warmUp) {
                    given.forEach(each -> winners.add(each.nanos()));
                    given.forEach(each -> claims.add(each.claim()));
                }
                wrong += given.size() == 1 ? 0 : 1;
            }
            for (Wire wire : wires) {
                wire.close();
            }
        }
        Times time = Times.of(winners);
        Times claim = Times.of(claims);
        System.out.printf(
                "%d URIs, %d GETs each: %d given to exactly one, %d not%nstatuses %s%n"
                        + "the one that was given it: p50 %.1f ms, p99 %.1f ms; of that the claim p50 %.1f ms, p99 %.1f ms%n",
                deliveries.size(),
                parallel,
                deliveries.size() - wrong,
                wrong,
                statuses,
                time.millis(0.5),
                time.millis(0.99),
                claim.millis(0.5),
                claim.millis(0.99));
        return wrong == 0 ? 0 : 1;
    }

    private static List<Seen> at(ExecutorService threads, List<Wire> wires, String path, String token)
            throws InterruptedException, ExecutionException {
        CyclicBarrier together = new CyclicBarrier(wires.size());
        List<Future<Seen>> running = new ArrayList<>();
        for (Wire wire : wires) {
            running.add(threads.submit(() -> {
                together.await();
                long begin = System.nanoTime();
                Wire.Answer answer = wire.send("GET", path, token, new byte[0]);
                return new Seen(answer.status(), System.nanoTime() - begin, answer.timing());
            }));
        }
        List<Seen> seen = new ArrayList<>();
        for (Future<Seen> each : running) {
            seen.add(each.get());
        }
        return seen;
    }
}
