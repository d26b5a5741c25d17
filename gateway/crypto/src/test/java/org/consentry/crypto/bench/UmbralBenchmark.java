package org.consentry.crypto.bench;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.consentry.crypto.umbral.VerifiedKeyFrag;

/** Umbral: microseconds an operation on one thread, and re-encryptions a second on two. */
final class UmbralBenchmark {
    private final SecureRandom random = new SecureRandom();
    private final SecretKey patient = SecretKey.random(random);
    private final SecretKey reader = SecretKey.random(random);
    private final Signer signer = new Signer(patient, random);
    private final byte[] plaintext = new byte[32];
    private final Sealed sealed = Sealed.to(patient.publicKey(), plaintext, random);
    private final VerifiedKeyFrag keyFrag = make(1, 1).getFirst();
    private final VerifiedCapsuleFrag capsuleFrag = keyFrag.reencrypt(sealed.capsule(), random);

    public static void main(String[] args) throws Exception {
        new UmbralBenchmark().run();
    }

    private void run() throws Exception {
        byte[] capsule = sealed.capsule().toBytes();
        KeyFrag unverifiedKeyFrag = KeyFrag.fromBytes(keyFrag.toBytes()).orThrow();
        CapsuleFrag unverified = capsuleFrag.unverified();
        line("encrypt", () -> Sealed.to(patient.publicKey(), plaintext, random));
        line("key fragments 1/1", () -> make(1, 1));
        line("key fragments 2/3", () -> make(2, 3));
        line("verify key fragment (2 signatures)", () -> unverifiedKeyFrag
                .verify(signer.verifyingKey(), patient.publicKey(), reader.publicKey())
                .orThrow());
        line("re-encrypt", () -> keyFrag.reencrypt(sealed.capsule(), random));
        line("verify capsule fragment", () -> unverified
                .verify(sealed.capsule(), signer.verifyingKey(), patient.publicKey(), reader.publicKey())
                .orThrow());
        line("open re-encrypted (1)", () -> sealed.open(reader, patient.publicKey(), List.of(capsuleFrag))
                .orThrow());
        line("open as owner", () -> sealed.open(patient).orThrow());
        line("parse capsule with its check", () -> Capsule.fromBytes(capsule).orThrow());
        Stopwatch.print("re-encryptions on 2 threads", "%.0f /s".formatted(race(2)));
    }

    private static void line(String name, Stopwatch.Work work) throws Exception {
        double seconds = Stopwatch.seconds(work);
        Stopwatch.print(name, "%.0f us  (%.0f /s)".formatted(seconds * 1e6, 1 / seconds));
    }

    private List<VerifiedKeyFrag> make(int threshold, int shares) {
        return KeyFrags.of(threshold, shares).make(patient, reader.publicKey(), signer, random);
    }

    /** The sum of the threads' rates, each by its own processor time: what that many free processors do. */
    private double race(int threads) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Callable<Double> runner = () -> 1 / Stopwatch.seconds(() -> keyFrag.reencrypt(sealed.capsule(), random));
            double total = 0;
            for (Future<Double> rate : pool.invokeAll(Collections.nCopies(threads, runner))) {
                total += rate.get();
            }
            return total;
        }
    }
}
