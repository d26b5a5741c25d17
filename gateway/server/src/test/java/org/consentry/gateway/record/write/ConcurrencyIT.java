package org.consentry.gateway.record.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.row.Content;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many clients at once: nothing is lost, nothing is stored twice, and whoever loses is told 409 or 412. */
class ConcurrencyIT {
    private static final int CLIENTS = 32;
    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : clients.invokeAll(Collections.nCopies(CLIENTS, work))) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void losesNoUpdate() throws Exception {
        StoredVersion first = store.put("Organization/counter", "{'resourceType':'Organization','alias':['0']}");

        together(() -> {
            for (int i = 0; i < 5; i++) {
                increment(first.id());
            }
            return true;
        });

        StoredVersion last = store.records.current(first.id(), ALL).orElseThrow();
        assertThat(StoreFixture.text(last)).contains("\"" + CLIENTS * 5 + "\"");
        assertThat(last.version()).isEqualTo(CLIENTS * 5 + 1);
    }

    private static void increment(ResourceId id) {
        while (true) {
            StoredVersion current = store.records.current(id, ALL).orElseThrow();
            int count = Content.parse(current.json()).path("alias").path(0).asInt();
            try {
                store.records.write(
                        List.of(new Write.Put(
                                id,
                                json("{'resourceType':'Organization','alias':['" + (count + 1) + "']}"),
                                OptionalLong.of(current.version()))),
                        by(HOSPITAL_A));
                return;
            } catch (Problem e) {
                assertThat(e.kind()).isIn(ProblemKind.STALE, ProblemKind.CONFLICT);
            }
        }
    }

    @Test
    void createsOnceByACondition() throws Exception {
        byte[] practitioner =
                json("{'resourceType':'Practitioner','identifier':[{'system':'urn:npi','value':'race'}]}");

        List<Outcome> outcomes = together(() -> store.submissions
                .change(
                        new Asked.Create("Practitioner", practitioner, Optional.of("identifier=urn:npi|race")),
                        by(HOSPITAL_A),
                        ALL,
                        intents -> {})
                .outcome());

        assertThat(outcomes).filteredOn(Outcome.CREATED::equals).hasSize(1);
        assertThat(store.find("Practitioner", "identifier=urn:npi|race")).hasSize(1);
    }

    @Test
    void createsOneResourceUnderOneId() throws Exception {
        List<Long> versions = together(() -> store.put(
                        "Organization/raced",
                        "{'resourceType':'Organization','name':'"
                                + Thread.currentThread().threadId() + "'}")
                .version());

        assertThat(versions).doesNotHaveDuplicates().contains(1L, (long) CLIENTS);
    }

    @Test
    void doesNotDeadlockOverTheSameResourcesInOppositeOrder() throws Exception {
        List<Write> forward = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            forward.add(new Write.Put(
                    new ResourceId("Organization", "order-" + i),
                    json("{'resourceType':'Organization','name':'n'}"),
                    OptionalLong.empty()));
        }
        store.records.write(forward, by(HOSPITAL_A));

        together(() -> {
            List<Write> shuffled = new ArrayList<>();
            for (Write write : forward) {
                shuffled.add(new Write.Put(
                        write.target().orElseThrow(),
                        json("{'resourceType':'Organization','name':'" + Math.random() + "'}"),
                        OptionalLong.empty()));
            }
            Collections.shuffle(shuffled);
            return store.records.write(shuffled, by(HOSPITAL_A)).size();
        });

        assertThat(store.records
                        .current(new ResourceId("Organization", "order-0"), ALL)
                        .orElseThrow()
                        .version())
                .isEqualTo(CLIENTS + 1L);
    }
}
