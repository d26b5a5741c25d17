package org.consentry.bench.sharing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.bench.load.Times;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many capsules a proxy re-encrypts a second, and how long its work takes to verify. Needs no stack. */
@Command(
        name = "reencrypt",
        description = "Re-encryptions a second on some threads, and what verifying one costs.",
        mixinStandardHelpOptions = true)
public final class ReencryptCommand implements Callable<Integer> {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Option(names = "--threads", defaultValue = "2", description = "How many: ${DEFAULT-VALUE}.")
    private int threads = 2;

    @Option(names = "--warm-up", defaultValue = "5", description = "Seconds that are not counted: ${DEFAULT-VALUE}.")
    private int warmUp = 5;

    @Option(names = "--seconds", defaultValue = "20", description = "Seconds that are counted: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Override
    public Integer call() throws Exception {
        SecretKey patient = SecretKey.random(RANDOM);
        SecretKey reader = SecretKey.random(RANDOM);
        SecretKey signing = SecretKey.random(RANDOM);
        VerifiedKeyFrag fragment = KeyFrags.of(2, 3)
                .make(patient, reader.publicKey(), new Signer(signing, RANDOM), RANDOM)
                .getFirst();
        Sealed sealed = Sealed.to(patient.publicKey(), new byte[32], RANDOM);
        byte[] cfrag = fragment.reencrypt(sealed.capsule(), RANDOM).toBytes();
        print("re-encrypt", () -> fragment.reencrypt(sealed.capsule(), RANDOM));
        print("verify", () -> CapsuleFrag.fromBytes(cfrag)
                .then(it -> it.verify(sealed.capsule(), signing.publicKey(), patient.publicKey(), reader.publicKey()))
                .orThrow());
        return 0;
    }

    private void print(String name, Runnable one) throws Exception {
        measured(one, warmUp);
        List<Long> times = measured(one, seconds);
        Times figures = Times.of(times);
        System.out.printf(
                "%s: %.0f a second on %d threads, p50 %.3f ms, p99 %.3f ms%n",
                name, times.size() / (double) seconds, threads, figures.millis(0.5), figures.millis(0.99));
    }

    private List<Long> measured(Runnable one, int time) throws Exception {
        long end = System.nanoTime() + time * 1_000_000_000L;
        List<Future<List<Long>>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    List<Long> times = new ArrayList<>();
                    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
                        one.run();
                        times.add(System.nanoTime() - begin);
                    }
                    return times;
                }));
            }
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> each : running) {
            all.addAll(each.get());
        }
        return all;
    }
}
