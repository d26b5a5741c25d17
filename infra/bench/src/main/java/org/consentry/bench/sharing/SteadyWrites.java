package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.bench.load.Wire;

/**
 * Observations of one patient at a steady rate: each is due at a time of its own, whatever the ones before took. What a
 * gateway does not take, because it is being restarted, is sent to the next one, under the same id.
 */
final class SteadyWrites implements Callable<Integer> {
    private static final int MOST_TRIES = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<URI> gateways;
    private final Stack stack;
    private final String patientId;
    private final int rate;
    private final int count;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final long begin = System.nanoTime();

    SteadyWrites(List<URI> gateways, Stack stack, String patientId, int rate, int count) {
        this.gateways = gateways;
        this.stack = stack;
        this.patientId = patientId;
        this.rate = rate;
        this.count = count;
    }

    /** One writer's share; called by as many threads as are to write. */
    @Override
    public Integer call() throws Exception {
        List<Wire> wires = gateways.stream()
                .map(gateway -> new Wire(URI.create(gateway + "/fhir")))
                .toList();
        for (int n = number.getAndIncrement(); n < count; n = number.getAndIncrement()) {
            long ahead = begin + n * 1_000_000_000L / rate - System.nanoTime();
            if (ahead > 0) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
            if (!written(wires, n)) {
                failed.incrementAndGet();
            }
        }
        for (Wire wire : wires) {
            wire.close();
        }
        return number.get();
    }

    private boolean written(List<Wire> wires, int n) throws IOException, InterruptedException {
        String id = "b" + run + "-" + n;
        byte[] body = ("{\"resourceType\":\"Observation\",\"id\":\"" + id
                        + "\",\"status\":\"final\",\"code\":{\"text\":\"n" + n
                        + "\"},\"subject\":{\"reference\":\"Patient/" + patientId + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int attempt = n; attempt < n + MOST_TRIES; attempt++) {
            try {
                Wire wire = wires.get(attempt % wires.size());
                if (wire.send("PUT", "/Observation/" + id, stack.token("hospital-a"), body)
                        .isFine()) {
                    return true;
                }
            } catch (IOException stopped) {
                Thread.sleep(PAUSE);
            }
            again.incrementAndGet();
        }
        return false;
    }

    /** What no gateway took. */
    int failed() {
        return failed.get();
    }

    /** How often something was sent again. */
    int again() {
        return again.get();
    }
}
