package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** On the public log a patient has another name for each organization: row MR-06. */
class PairwiseNamesIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        LiveGateway.expect(world.get(world.gateway.member("hospital-b"), "/fhir/Observation?patient=" + VICTIM), 200);
        LiveGateway.expect(world.get(world.gateway.patient(VICTIM), "/fhir/Observation"), 200);
        // Entries are told once a checkpoint holds them.
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (shown() < committed() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void noNameStandsForTwoOrganizations() {
        Map<String, Set<String>> names = new HashMap<>();
        for (LoggedEntry logged : world.gateway.bean(LedgerReader.class).latest(Long.MAX_VALUE, 500)) {
            logged.entry().subject().ifPresent(subject -> party(
                            logged.entry().digest().bytes())
                    .forEach(party -> names.computeIfAbsent(subject.toString(), name -> new HashSet<>())
                            .add(party)));
        }

        assertThat(names.values().stream().flatMap(Set::stream)).contains("hospital-a", "hospital-b", "hospital-r");
        assertThat(names.values()).allSatisfy(parties -> assertThat(parties).hasSize(1));
    }

    @Test
    void sheFindsHerEntriesUnderAllOfThem() {
        assertThat(shown()).isEqualTo(committed());
    }

    private static int shown() {
        return LiveGateway.expect(world.get(world.gateway.patient(VICTIM), "/ledger/entries?limit=100"), 200)
                .path("entries")
                .size();
    }

    private static int committed() {
        return world.gateway
                .bean(JdbcClient.class)
                .sql("SELECT count(*) FROM proof_commitment WHERE patient_id = :patient")
                .param("patient", VICTIM)
                .query(Integer.class)
                .single();
    }

    private static Set<String> party(byte[] digest) {
        return Set.copyOf(world.gateway
                .bean(JdbcClient.class)
                .sql(
                        "SELECT COALESCE(party, '') FROM proof_commitment WHERE digest = :digest AND patient_id = :patient")
                .param("digest", digest)
                .param("patient", VICTIM)
                .query(String.class)
                .list());
    }
}
