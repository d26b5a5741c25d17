package org.consentry.gateway.record.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;
import static org.consentry.gateway.record.StoreFixture.text;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.WriteBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordsTests {
    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static String observation(String patient, String day, String extra) {
        return "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8867-4'}]},"
                + "'subject':{'reference':'Patient/" + patient + "'},'effectiveDateTime':'" + day + "'" + extra + "}";
    }

    private static Visibility window(Window window) {
        return new Visibility.Limited(Optional.of(HOSPITAL_B), List.of(window));
    }

    private static Window open(String patient, Set<String> types, Optional<LocalDate> from, Set<String> withheld) {
        return new Window(patient, types, Optional.empty(), from, Optional.empty(), withheld, "consent-1");
    }

    @Test
    void showsNothingOfAStrangersPatient() {
        store.put("Patient/hidden", "{'resourceType':'Patient','name':[{'family':'Hidden'}]}");
        store.put("Observation/hidden-1", observation("hidden", "2026-01-01", ""));

        Visibility stranger = new Visibility.Limited(Optional.of(HOSPITAL_B), List.of());

        assertThat(store.records.current(ResourceId.parse("Observation/hidden-1"), stranger))
                .isEmpty();
        assertThat(store.records.version(ResourceId.parse("Observation/hidden-1"), 1, stranger))
                .isEmpty();
        assertThat(store.find("Patient", "family=hidden", stranger)).isEmpty();
        assertThat(store.find("Observation", "patient=hidden", stranger)).isEmpty();
        assertThat(store.find("Observation", "patient.family=hidden", stranger)).isEmpty();
    }

    @Test
    void opensExactlyTheWindow() {
        store.put("Patient/seen", "{'resourceType':'Patient'}");
        store.put("Observation/seen-old", observation("seen", "2020-01-01", ""));
        store.put("Observation/seen-new", observation("seen", "2026-01-01", ""));
        store.put("Observation/seen-secret", observation("seen", "2026-01-02", ",'meta':{'security':[{'code':'R'}]}"));
        store.put(
                "Condition/seen",
                "{'resourceType':'Condition','subject':{'reference':'Patient/seen'},'onsetDateTime':'2026-01-01'}");

        Visibility visibility =
                window(open("seen", Set.of("Observation"), Optional.of(LocalDate.of(2025, 1, 1)), Set.of("R")));

        assertThat(store.find("Observation", "patient=Patient/seen", visibility))
                .containsExactly("seen-new");
        assertThat(store.find("Condition", "patient=Patient/seen", visibility)).isEmpty();
        assertThat(store.find("Patient", "_id=seen", visibility)).isEmpty();
    }

    @Test
    void refusesAResourceWhosePatientIsNotHere() {
        assertThatThrownBy(() -> store.put("Observation/lost", observation("nobody", "2026-01-01", "")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is none");
    }

    @Test
    void refusesAContainedPatient() {
        assertThatThrownBy(() -> store.put(
                        "Observation/contains",
                        "{'resourceType':'Observation','contained':[{'resourceType':'Patient','id':'p'}]}"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void takesNothingTheServerOwnsFromAClient() {
        StoredVersion version = store.put(
                "Organization/meta",
                "{'resourceType':'Organization','meta':{'versionId':'77','lastUpdated':'2000-01-01T00:00:00Z','source':'urn:x',"
                        + "'security':[{'code':'REDACTED'},{'code':'V'}],'profile':['http://p']},'name':'M'}");

        assertThat(text(version))
                .startsWith("{\"resourceType\":\"Organization\",\"id\":\"meta\",\"meta\":{\"versionId\":\"1\"")
                .contains("urn:consentry:member:hospital-a", "\"profile\":[\"http://p\"]", "{\"code\":\"V\"}")
                .doesNotContain("77", "urn:x", "2000-01-01", "REDACTED");
    }

    @Test
    void keepsTheVersionOfAPutThatChangesNothing() {
        StoredVersion first = store.put("Organization/same", "{'resourceType':'Organization','name':'Same'}");
        StoredVersion second = store.put("Organization/same", "{'name':'Same','resourceType':'Organization'}");

        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void keepsEveryVersionAndTheIndexOfTheLast() {
        store.put("Organization/many", "{'resourceType':'Organization','name':'Before'}");
        StoredVersion second = store.put("Organization/many", "{'resourceType':'Organization','name':'After'}");

        assertThat(second.version()).isEqualTo(2);
        assertThat(store.records.version(second.id(), 1, ALL).map(StoreFixture::text))
                .hasValueSatisfying(json -> assertThat(json).contains("Before"));
        assertThat(store.find("Organization", "name=before")).isEmpty();
        assertThat(store.find("Organization", "name=after")).containsExactly("many");
    }

    @Test
    void leavesATombstoneAndNoIndexRows() {
        StoredVersion version = store.put("Organization/gone", "{'resourceType':'Organization','name':'Gone'}");
        List<Write> delete = List.of(new Write.Delete(version.id(), OptionalLong.empty()));
        StoredVersion deleted = store.records.write(delete, by(HOSPITAL_A)).getFirst();

        assertThat(deleted.change()).isEqualTo(StoredVersion.Change.DELETED);
        assertThat(deleted.version()).isEqualTo(2);
        assertThat(store.find("Organization", "name=gone")).isEmpty();
        assertThat(store.records.write(delete, by(HOSPITAL_A)).getFirst().version())
                .isEqualTo(2);
        assertThat(store.put("Organization/gone", "{'resourceType':'Organization','name':'Back'}")
                        .version())
                .isEqualTo(3);
    }

    @Test
    void refusesAStaleVersion() {
        StoredVersion version = store.put("Organization/stale", "{'resourceType':'Organization','name':'1'}");

        assertThatThrownBy(() -> store.records.write(
                        List.of(new Write.Put(
                                version.id(), json("{'resourceType':'Organization','name':'2'}"), OptionalLong.of(7))),
                        by(HOSPITAL_A)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("another version");
    }

    @Test
    void offersFinalVersionsToParticipantsAndKeepsWhatTheyAdd() {
        try (StoreFixture own = new StoreFixture()) {
            List<WriteBatch> seen = new ArrayList<>();
            own.participants.add((batches, alongside) -> {
                seen.addAll(batches);
                alongside.keep(List.of(Paper.unnamed(
                        "AuditEvent",
                        json("{'resourceType':'AuditEvent','entity':[{'what':{'reference':'"
                                + batches.getFirst().versions().getFirst().id().reference() + "'}}]}"))));
            });
            own.put("Patient/p", "{'resourceType':'Patient'}");

            assertThat(seen).hasSize(1);
            assertThat(seen.getFirst().versions().getFirst().version()).isEqualTo(1);
            assertThat(own.records.search("AuditEvent", "entity=Patient/p", ALL, 10))
                    .singleElement()
                    .satisfies(p -> assertThat(p.patientId()).contains("p"));
        }
    }

    @Test
    void rollsEverythingBackWhenAParticipantRefuses() {
        try (StoreFixture own = new StoreFixture()) {
            own.participants.add((batches, alongside) -> {
                throw Problem.of(org.consentry.gateway.problem.ProblemKind.FAULT, "no");
            });

            assertThatThrownBy(() -> own.put("Patient/p", "{'resourceType':'Patient'}"))
                    .isInstanceOf(Problem.class);
            assertThat(own.find("Patient", "")).isEmpty();
        }
    }

    @Test
    void storesManyByCopyAsItStoresFew() {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            writes.add(new Write.Create(
                    "Organization",
                    json("{'resourceType':'Organization','name':'Copy " + i
                            + "','meta':{'security':[{'code':'R'},{'code':'HIV'}]}}")));
        }

        List<StoredVersion> stored = store.records.write(writes, by(HOSPITAL_A));

        assertThat(stored).hasSize(40);
        assertThat(store.find("Organization", "name=copy&_count=100")).hasSize(40);
    }

    @Test
    void streamsByPatientThenByType() {
        List<String> types = new ArrayList<>();
        store.put("Patient/streamed", "{'resourceType':'Patient'}");
        store.put("Observation/streamed", observation("streamed", "2026-01-01", ""));

        store.records.stream(
                Set.of("Patient", "Observation"),
                window(Window.self("streamed")),
                version -> types.add(version.id().type()));

        assertThat(types).containsExactly("Observation", "Patient");
    }
}
