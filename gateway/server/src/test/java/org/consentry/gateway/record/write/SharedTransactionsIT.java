package org.consentry.gateway.record.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Clients whose small changes share transactions do not feel each other. */
class SharedTransactionsIT {
    private static final int CLIENTS = 24;
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private StoreFixture store;

    @BeforeEach
    void open() {
        store = new StoreFixture();
        // Refuses after everything is written, as what validates or closes records does.
        store.participants.add((batches, alongside) -> {
            if (batches.stream()
                    .flatMap(batch -> batch.versions().stream())
                    .anyMatch(version -> StoreFixture.text(version).contains("refused late"))) {
                throw Problem.of(ProblemKind.UNPROCESSABLE, "refused late");
            }
        });
    }

    @AfterEach
    void close() {
        clients.shutdownNow();
        store.close();
    }

    private Submissions.Entry create(String name, Consumer<List<WriteIntent>> rule) {
        return store.submissions.change(
                new Asked.Create(
                        "Organization",
                        json("{'resourceType':'Organization','name':'" + name + "'}"),
                        Optional.empty()),
                by(HOSPITAL_A),
                ALL,
                rule);
    }

    private <T> List<Future<T>> begin(int times, Callable<T> work) {
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(clients.submit(work));
        }
        return all;
    }

    @Test
    void whatIsRefusedEarlyOrLateTakesNobodyWithIt() throws Exception {
        List<Future<Submissions.Entry>> denied = begin(
                40,
                () -> create("denied", intents -> {
                    throw Problem.of(ProblemKind.FORBIDDEN, "denied");
                }));
        List<Future<Submissions.Entry>> late = begin(10, () -> create("refused late", intents -> {}));
        List<Future<Submissions.Entry>> sound = begin(200, () -> create("sound", intents -> {}));

        for (Future<Submissions.Entry> each : denied) {
            assertThatThrownBy(each::get).hasRootCauseMessage("denied");
        }
        for (Future<Submissions.Entry> each : late) {
            assertThatThrownBy(each::get).hasRootCauseMessage("refused late");
        }
        List<String> ids = new ArrayList<>();
        for (Future<Submissions.Entry> each : sound) {
            ids.add(each.get().version().id().id());
        }
        assertThat(store.find("Organization", "_count=500")).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void whoeverWaitsForALockKeepsNobodyElseWaiting() throws Exception {
        store.put("Organization/held", "{'resourceType':'Organization','name':'before'}");
        List<Future<Submissions.Entry>> waiting;
        try (Connection holder = store.database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT 1 FROM resource WHERE id = 'held' FOR UPDATE");

            waiting = begin(3, this::replaceWhatIsHeld);
            for (Future<Submissions.Entry> each : begin(60, () -> create("free", intents -> {}))) {
                each.get(30, TimeUnit.SECONDS);
            }

            assertThat(waiting).noneMatch(Future::isDone);
            holder.rollback();
        }
        for (Future<Submissions.Entry> each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS).version().version()).isGreaterThan(1);
        }
    }

    private Submissions.Entry replaceWhatIsHeld() {
        return store.submissions.change(
                new Asked.Update(
                        new ResourceId("Organization", "held"),
                        json("{'resourceType':'Organization','id':'held','name':'"
                                + Thread.currentThread().threadId() + "'}"),
                        OptionalLong.empty()),
                by(HOSPITAL_A),
                ALL,
                intents -> {});
    }

    @Test
    void whatBelongsToASubmissionIsDoneWithItOrNotAtAll() throws Exception {
        store.database.dataSource().getConnection().createStatement().execute("CREATE TABLE beside (name text)");
        List<Future<Submissions.Submitted>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String name = i % 3 == 0 ? "refused late" : "sound " + i;
            all.add(clients.submit(() -> store.submissions.submit(
                    json("{'resourceType':'Bundle','type':'transaction','entry':[{'resource':{'resourceType':"
                            + "'Organization','name':'" + name
                            + "'},'request':{'method':'POST','url':'Organization'}}]}"),
                    new byte[32],
                    by(HOSPITAL_A),
                    new Submissions.Terms(
                            ALL, Submissions.Unmatched.LOGICAL, intents -> {}, alongside -> note(name)))));
        }
        int stored = 0;
        for (Future<Submissions.Submitted> each : all) {
            try {
                stored += each.get().entries().size();
            } catch (ExecutionException refused) {
                assertThat(refused).hasRootCauseMessage("refused late");
            }
        }

        assertThat(stored).isEqualTo(40);
        assertThat(new JdbcTemplate(store.database.dataSource()).queryForList("SELECT name FROM beside", String.class))
                .hasSize(40)
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.startsWith("refused"));
    }

    private void note(String name) {
        new JdbcTemplate(store.database.dataSource()).update("INSERT INTO beside VALUES (?)", name);
    }
}
