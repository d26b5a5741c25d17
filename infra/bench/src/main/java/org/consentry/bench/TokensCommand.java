package org.consentry.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.consentry.bench.load.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What wrong tokens cost those with good ones. An honest caller reads at a steady rate, alone and beside a storm of wrong
 * tokens, in turns, so that what else happens on the machine falls on both alike. Latencies count from when a request was
 * due.
 */
@Command(
        name = "tokens",
        description = "Honest reads alone and beside a storm of wrong tokens.",
        mixinStandardHelpOptions = true)
final class TokensCommand implements Callable<Integer> {
    private static final int THREADS = 10;
    private static final int UNAUTHORIZED = 401;
    private static final double ALLOWED = 1.10;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--rate", defaultValue = "500", description = "Wrong tokens a second: ${DEFAULT-VALUE}.")
    private int rate = 500;

    @Option(names = "--honest", defaultValue = "100", description = "Honest reads a second: ${DEFAULT-VALUE}.")
    private int honest = 100;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--round-seconds", defaultValue = "10", description = "Seconds of a turn: ${DEFAULT-VALUE}.")
    private int roundSeconds = 10;

    @Option(names = "--read", defaultValue = "/Organization?_count=1", description = "What is read: ${DEFAULT-VALUE}.")
    private String read = "/Organization?_count=1";

    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger believed = new AtomicInteger();

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI base = target.at("");
        String token = target.token();
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        honest(base, token);
        double stormed = 0;
        for (int round = 0; round < rounds; round++) {
            alone.addAll(honest(base, token));
            long began = System.nanoTime();
            beside.addAll(besideAStorm(base, token));
            stormed += (System.nanoTime() - began) / 1e9;
        }
        print("alone", alone);
        print("beside %.0f wrong tokens a second".formatted(refused.get() / stormed), beside);
        double slower = at(beside, 0.5) / at(alone, 0.5);
        double tail = at(beside, 0.95) / at(alone, 0.95);
        System.out.printf(
                Locale.ROOT,
                "beside / alone: p50 %.3f, p95 %.3f (allowed: %.2f); wrong tokens believed: %d%n",
                slower,
                tail,
                ALLOWED,
                believed.get());
        return slower <= ALLOWED && tail <= ALLOWED && believed.get() == 0 ? 0 : 1;
    }

    private List<Double> besideAStorm(URI base, String good) throws IOException, InterruptedException {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> storm(base, new WrongTokens(good), goesOn)));
        }
        try {
            return honest(base, good);
        } finally {
            goesOn.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /**
     * Wrong tokens come when they come: gaps are exponential, so that each is as likely beside an honest read as between
     * two. Ten senders in step would be a burst at every read, and a rate that nobody named.
     */
    private void storm(URI base, WrongTokens tokens, AtomicBoolean goesOn) {
        SplittableRandom random = new SplittableRandom();
        try (Wire wire = new Wire(base)) {
            long next = System.nanoTime() + gap(random);
            LockSupport.parkNanos(next - System.nanoTime());
            while (goesOn.get()) {
                int status = wire.send("GET", read, tokens.next(), new byte[0]).status();
                (status == UNAUTHORIZED ? refused : believed).incrementAndGet();
                next += gap(random);
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            System.err.println("the storm broke off: " + e.getMessage());
        }
    }

    private long gap(SplittableRandom random) {
        return (long) (-Math.log(1 - random.nextDouble()) * TimeUnit.SECONDS.toNanos(THREADS) / rate);
    }

    private List<Double> honest(URI base, String token) throws IOException {
        List<Double> times = new ArrayList<>();
        try (Wire wire = new Wire(base)) {
            long due = System.nanoTime();
            for (int i = 0; i < roundSeconds * honest; i++) {
                LockSupport.parkNanos(due - System.nanoTime());
                Wire.Answer answer = wire.send("GET", read, token, new byte[0]);
                if (!answer.isFine()) {
                    throw new IOException("an honest read was answered by " + answer.status());
                }
                times.add((System.nanoTime() - due) / 1e6);
                due += TimeUnit.SECONDS.toNanos(1) / honest;
            }
        }
        return times;
    }

    private static void print(String name, List<Double> times) {
        System.out.printf(
                Locale.ROOT,
                "%-40s %6d reads  p50 %7.2f ms  p95 %7.2f ms  p99 %7.2f ms%n",
                name,
                times.size(),
                at(times, 0.5),
                at(times, 0.95),
                at(times, 0.99));
    }

    private static double at(List<Double> times, double share) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(Math.clamp((int) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1));
    }
}
