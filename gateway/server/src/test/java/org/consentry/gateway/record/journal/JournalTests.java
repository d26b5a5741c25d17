package org.consentry.gateway.record.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.BASE;
import static org.consentry.gateway.record.StoreFixture.json;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.store.RecordStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JournalTests {
    private final StoreFixture store = new StoreFixture();

    @BeforeEach
    void admit() {
        store.put("Patient/1", "{'resourceType':'Patient'}");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Paper event(String patient) {
        return Paper.unnamed(
                "AuditEvent",
                json(
                        "{'resourceType':'AuditEvent','type':{'system':'s','code':'rest'},'recorded':'2026-11-20T10:00:00Z',"
                                + "'agent':[{'requestor':true}],'source':{'observer':{'display':'x'}},'entity':[{'what':"
                                + "{'reference':'Patient/" + patient + "'}}]}"));
    }

    @Test
    void tellsOfAPatientWhoIsNotThere() {
        store.records.keep(List.of(event("nobody")), true);

        assertThat(store.find("AuditEvent", "patient=nobody")).hasSize(1);
    }

    @Test
    void anEventThatTheStoreDoesNotTakeHidesNoOther() {
        store.records.keep(List.of(Paper.unnamed("AuditEvent", json("{'resourceType':'Basic'}"))), true);
        store.records.keep(List.of(event("1")), true);

        assertThat(store.find("AuditEvent", "patient=1")).hasSize(1);
        SimpleMeterRegistry figures = new SimpleMeterRegistry();
        store.store.journalLoop(figures);
        assertThat(figures.get("consentry.journal.stuck").gauge().value()).isEqualTo(1);
        assertThat(figures.get("consentry.journal.waiting").gauge().value()).isZero();
    }

    @Test
    void whoeverReachesThemByAnEncodedNameFindsThemToo() {
        store.records.keep(List.of(event("1")), false);

        assertThat(store.find("Patient", "_has:Audit%45vent:patient:type=s%7Crest"))
                .hasSize(1);
    }

    @Test
    void isUndoneWithTheTransactionItJoined() {
        TransactionTemplate transaction =
                new TransactionTemplate(new JdbcTransactionManager(store.database.dataSource()));

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    store.records.keep(List.of(event("1")), false);
                    throw new IllegalStateException("what it tells did not happen");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store.find("AuditEvent", "patient=1")).isEmpty();
    }

    @Test
    void whoeverReadsAuditEventsFindsWhatWasKept() {
        store.records.keep(List.of(event("1")), false);
        assertThat(store.find("AuditEvent", "patient=1")).hasSize(1);

        store.records.keep(List.of(event("1")), false);
        assertThat(store.find("Patient", "_revinclude=AuditEvent:patient")).hasSize(1);
        assertThat(store.find("AuditEvent", "")).hasSize(2);

        store.records.keep(List.of(event("1")), false);
        assertThat(store.searches
                        .history(
                                new Searches.History(
                                        Optional.of("AuditEvent"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        10,
                                        Optional.empty()),
                                ALL)
                        .matches())
                .hasSize(3);

        store.records.keep(List.of(event("1")), false);
        assertThat(store.searches
                        .everything(
                                new Searches.Everything(
                                        "1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Set.of(),
                                        10,
                                        Optional.empty()),
                                ALL)
                        .matches())
                .hasSize(5);

        store.records.keep(List.of(event("1")), false);
        List<StoredVersion> streamed = new ArrayList<>();
        store.records.stream(Set.of("AuditEvent"), ALL, streamed::add);
        assertThat(streamed).hasSize(5);
    }

    private static Paper seenByThePatient(String patient) {
        return Paper.event(Optional.of(patient), event(patient).json());
    }

    private static Visibility patient(String id) {
        return new Visibility.Limited(Optional.empty(), List.of(Window.self(id)));
    }

    private long waiting() {
        return JdbcClient.create(store.database.dataSource())
                .sql("SELECT count(*) FROM journal")
                .query(Long.class)
                .single();
    }

    @Test
    void whatOnePatientAloneWouldSeeIsFiledWhenThatPatientLooks() {
        store.put("Patient/2", "{'resourceType':'Patient'}");
        store.records.keep(List.of(seenByThePatient("1"), seenByThePatient("2"), seenByThePatient("2")), false);

        assertThat(store.find("AuditEvent", "", patient("1"))).hasSize(1);
        assertThat(waiting()).isEqualTo(2);
        assertThat(store.find("AuditEvent", "patient=2", patient("2"))).hasSize(2);
        assertThat(waiting()).isZero();
    }

    @Test
    void whoeverCannotBeShownItLeavesItWhereItIs() {
        store.records.keep(List.of(seenByThePatient("1")), false);
        Visibility member = new Visibility.Limited(Optional.of(StoreFixture.HOSPITAL_A), List.of());

        assertThat(store.find("AuditEvent", "patient=1", member)).isEmpty();
        assertThat(store.records.current(ResourceId.parse("AuditEvent/1"), member))
                .isEmpty();
        assertThat(waiting()).isEqualTo(1);
        assertThat(store.find("AuditEvent", "patient=1")).hasSize(1);
    }

    @Test
    void everyWayOfAPatientToAuditEventsFindsThem() {
        Visibility one = patient("1");
        for (String query :
                List.of("Patient?_revinclude=AuditEvent:patient", "Patient?_has:AuditEvent:patient:type=s|rest")) {
            store.records.keep(List.of(seenByThePatient("1")), false);
            assertThat(store.find(
                            "Patient", query.substring("Patient?".length()).replace("|", "%7C"), one))
                    .hasSize(1);
            assertThat(waiting()).isZero();
        }
        store.records.keep(List.of(seenByThePatient("1")), false);
        assertThat(store.searches
                        .history(
                                new Searches.History(
                                        Optional.empty(), Optional.empty(), Optional.empty(), 10, Optional.empty()),
                                one)
                        .matches())
                .hasSize(4);
        store.records.keep(List.of(seenByThePatient("1")), false);
        assertThat(store.searches
                        .everything(
                                new Searches.Everything(
                                        "1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Set.of(),
                                        10,
                                        Optional.empty()),
                                one)
                        .matches())
                .hasSize(5);
    }

    @Test
    void whatNobodyLooksAtIsFiledAfterAnHour() {
        store.records.keep(List.of(seenByThePatient("1")), false);
        store.store.journalLoop(new SimpleMeterRegistry()).file();
        assertThat(waiting()).isEqualTo(1);
        RecordStore later = store(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61)));
        SimpleMeterRegistry figures = new SimpleMeterRegistry();
        JournalLoop loop = later.journalLoop(figures);
        assertThat(figures.get("consentry.journal.waiting").gauge().value()).isEqualTo(1);

        loop.file();

        assertThat(figures.get("consentry.journal.waiting").gauge().value()).isZero();
        assertThat(waiting()).isZero();
    }

    private static Paper provenance(String id) {
        return new Paper(
                "Provenance",
                Optional.of(id),
                StoreFixture.HOSPITAL_A,
                json(
                        "{'resourceType':'Provenance','target':[{'reference':'Patient/1'}],'recorded':'2026-11-20T10:00:00Z',"
                                + "'agent':[{'who':{'display':'x'}}]}"));
    }

    @Test
    void aPaperThatIsTakenBackIsNotFiled() {
        store.records.keep(List.of(provenance("p1"), provenance("p2")), true);

        assertThat(store.records.takeBack(List.of("p1", "unknown"))).hasSize(1);

        assertThat(store.find("Provenance", "target=Patient/1")).containsExactly("p2");
        assertThat(store.records.takeBack(List.of("p2"))).isEmpty();
    }

    @Test
    void aPaperWithAnIdIsReadAndReplacedUnderIt() {
        store.records.keep(List.of(provenance("p1")), true);
        assertThat(store.records.current(ResourceId.parse("Provenance/p1"), ALL))
                .hasValueSatisfying(version -> assertThat(version.source()).isEqualTo(StoreFixture.HOSPITAL_A));

        store.records.keep(List.of(provenance("p2")), true);
        assertThat(store.submissions
                        .change(
                                new Submissions.Asked.Delete(
                                        ResourceId.parse("Provenance/p2"), java.util.OptionalLong.empty()),
                                StoreFixture.by(StoreFixture.HOSPITAL_A),
                                ALL,
                                intents -> {})
                        .outcome())
                .isEqualTo(Submissions.Outcome.DELETED);
    }

    /** Another replica. */
    private RecordStore store(Clock clock) {
        return new RecordStore(
                store.database.dataSource(),
                new JdbcTransactionManager(store.database.dataSource()),
                RecordSettings.defaults(),
                BASE,
                clock,
                List::of,
                KnownValueSets.NONE);
    }

    @Test
    void twoReplicasFileEveryEventOnce() {
        RecordStore other = store(Clock.systemUTC());
        store.records.keep(IntStream.range(0, 1200).mapToObj(i -> event("1")).toList(), false);

        CompletableFuture<Integer> here = CompletableFuture.supplyAsync(() -> found(store.searches));
        CompletableFuture<Integer> there = CompletableFuture.supplyAsync(() -> found(other.searches()));

        assertThat(here.join()).isEqualTo(1200);
        assertThat(there.join()).isEqualTo(1200);
    }

    private static int found(Searches searches) {
        return (int) searches.search(
                        new Searches.Search(
                                Optional.of("AuditEvent"), "patient=1&_summary=count", false, Optional.empty()),
                        ALL)
                .total()
                .orElseThrow();
    }
}
