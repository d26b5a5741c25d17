package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What 500 wrong tokens a second cost those with good ones. An honest caller asks 50 times a second, alone and beside the
 * storm, in turns; medians are compared because other things run on the machine. What is measured is printed.
 */
class WrongTokensIT {
    private static final int SECONDS = Integer.getInteger("consentry.storm.seconds", 3);
    private static final int ROUNDS = 3;
    private static final int STORM = 500;
    private static final int HONEST = 50;

    @Test
    void doNotSlowHonestCallers() throws Exception {
        try (LiveGateway gateway = LiveGateway.start()) {
            LiveGateway.expect(
                    gateway.put(
                            gateway.member("hospital-a"),
                            "/fhir/Patient/storm",
                            "{'resourceType':'Patient','id':'storm'}"),
                    201);
            List<String> wrong = wrong(gateway);
            honest(gateway);
            int fetches = gateway.issuer.keyFetches.get();
            long began = System.nanoTime();
            double storming = 0;
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            AtomicInteger refused = new AtomicInteger();
            for (int round = 0; round < ROUNDS; round++) {
                alone.addAll(honest(gateway));
                long start = System.nanoTime();
                beside.addAll(besideAStorm(gateway, wrong, refused));
                storming += (System.nanoTime() - start) / 1e9;
            }

            print("alone", alone);
            print("beside " + Math.round(refused.get() / storming) + " wrong tokens a second", beside);
            System.out.println("storm: key sets fetched " + (gateway.issuer.keyFetches.get() - fetches));
            long minutes = Duration.ofNanos(System.nanoTime() - began).toMinutes() + 1;
            assertThat(gateway.issuer.keyFetches.get() - fetches).isLessThanOrEqualTo((int) (2 * minutes) + 1);
            assertThat(refused.get()).isPositive();
        }
    }

    private static List<Double> besideAStorm(LiveGateway gateway, List<String> wrong, AtomicInteger refused)
            throws InterruptedException {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        int threads = 10;
        try (ExecutorService storm = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                storm.execute(() -> {
                    long next = System.nanoTime();
                    for (int i = first; goesOn.get(); i += threads) {
                        if (gateway.get(wrong.get(i % wrong.size()), "/fhir/Patient/storm")
                                        .statusCode()
                                == 401) {
                            refused.incrementAndGet();
                        }
                        next += TimeUnit.SECONDS.toNanos(threads) / STORM;
                        LockSupport.parkNanos(next - System.nanoTime());
                    }
                });
            }
            List<Double> times = honest(gateway);
            goesOn.set(false);
            return times;
        }
    }

    private static List<Double> honest(LiveGateway gateway) {
        List<Double> times = new ArrayList<>();
        long next = System.nanoTime();
        String token = gateway.member("hospital-a");
        for (int i = 0; i < SECONDS * HONEST; i++) {
            long began = System.nanoTime();
            assertThat(gateway.get(token, "/fhir/Patient/storm").statusCode()).isEqualTo(200);
            times.add((System.nanoTime() - began) / 1e6);
            next += TimeUnit.SECONDS.toNanos(1) / HONEST;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return times;
    }

    /** Signed by nobody's key, under a key id that is unknown, and expired: a third each. */
    private static List<String> wrong(LiveGateway gateway) throws JOSEException {
        List<String> tokens = new ArrayList<>();
        RSASSASigner stranger = new RSASSASigner(new RSAKeyGenerator(2048).generate());
        for (int i = 0; i < 300; i++) {
            JWTClaimsSet claims = gateway.issuer
                    .claims(LiveSettings.audience(), "ehr-hospital-a", "service", List.of())
                    .claim("organization", "hospital-a")
                    .claim("scope", "system/*.cruds")
                    .jwtID(UUID.randomUUID().toString())
                    .expirationTime(
                            Date.from(Instant.now().plus(i % 3 == 2 ? Duration.ofHours(-1) : Duration.ofHours(1))))
                    .build();
            String kid = i % 3 == 1 ? UUID.randomUUID().toString() : gateway.issuer.key.getKeyID();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(), claims);
            token.sign(i % 3 == 2 ? new RSASSASigner(gateway.issuer.key) : stranger);
            tokens.add(token.serialize());
        }
        return tokens;
    }

    private static void print(String name, List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        System.out.printf(
                java.util.Locale.ROOT,
                "storm, honest caller %s: %d requests, p50 %.2f ms, p95 %.2f ms%n",
                name,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 95 / 100));
    }
}
