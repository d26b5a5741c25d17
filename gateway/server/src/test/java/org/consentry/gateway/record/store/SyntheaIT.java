package org.consentry.gateway.record.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.row.Content;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Real-looking records, as the shared corpus holds them: what goes in is found and comes out. */
class SyntheaIT {
    private static List<Path> bundles() throws IOException {
        Path folder = Path.of(System.getProperty("consentry.root")).resolve("../shared/data/synthea/dev-ma/fhir");
        if (!Files.isDirectory(folder)) {
            System.out.println("SyntheaIT did not run: the shared corpus is not beside the project");
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // Hospitals and practitioners come first: the others refer to them by identifier.
            return files.sorted((a, b) -> Boolean.compare(isPatient(a), isPatient(b)))
                    .toList();
        }
    }

    private static boolean isPatient(Path file) {
        return !file.getFileName().toString().contains("Information");
    }

    /** Synthea writes its directory as batches, whose entries are the same. */
    private static byte[] transaction(Path file) throws IOException {
        ObjectNode bundle = Content.parse(Files.readAllBytes(file));
        return Content.bytes(bundle.put("type", "transaction"));
    }

    @Test
    void storesAndFindsWholeRecords() throws IOException {
        List<Path> bundles = bundles();
        if (bundles.isEmpty()) {
            return;
        }
        try (StoreFixture store = new StoreFixture()) {
            Map<String, Integer> expected = new HashMap<>();
            List<StoredVersion> patients = new ArrayList<>();
            long started = System.nanoTime();
            int resources = 0;
            for (Path file : bundles) {
                byte[] bundle = transaction(file);
                for (JsonNode entry : Content.parse(bundle).path("entry")) {
                    expected.merge(entry.path("resource").path("resourceType").stringValue(""), 1, Integer::sum);
                }
                Submissions.Submitted submitted = store.submissions.submit(bundle, by(HOSPITAL_A), ALL, intents -> {});
                resources += submitted.entries().size();
                submitted.entries().stream()
                        .map(Submissions.Entry::version)
                        .filter(v -> v.id().type().equals("Patient"))
                        .forEach(patients::add);
            }
            System.out.printf("stored %d resources in %d ms%n", resources, (System.nanoTime() - started) / 1_000_000);

            expected.forEach(
                    (type, count) -> assertThat(total(store, type, "")).as(type).isEqualTo((long) count));
            assertThat(patients).isNotEmpty();
            for (StoredVersion patient : patients) {
                check(store, patient);
            }
        }
    }

    private static long total(StoreFixture store, String type, String query) {
        return store.searches
                .search(new Searches.Search(Optional.of(type), query + "&_summary=count", false, Optional.empty()), ALL)
                .total()
                .orElseThrow();
    }

    private static void check(StoreFixture store, StoredVersion patient) {
        String id = patient.id().id();
        List<StoredVersion> streamed = new ArrayList<>();
        store.records.stream(Set.of(), ALL, version -> {
            if (version.patientId().equals(Optional.of(id))) {
                streamed.add(version);
            }
        });
        long observations = streamed.stream()
                .filter(v -> v.id().type().equals("Observation"))
                .count();
        assertThat(total(store, "Observation", "patient=" + id)).isEqualTo(observations);
        assertThat(total(store, "Observation", "subject=Patient/" + id)).isEqualTo(observations);
        assertThat(total(store, "Observation", "patient=" + id + "&category=vital-signs")
                        + total(store, "Observation", "patient=" + id + "&category:not=vital-signs"))
                .isEqualTo(observations);
        assertThat(total(store, "Observation", "patient=" + id + "&date=ge2015-01-01")
                        + total(store, "Observation", "patient=" + id + "&date=lt2015-01-01"))
                .isEqualTo(observations);
        assertThat(total(store, "Encounter", "patient=" + id + "&participant.name:missing=false"))
                .isGreaterThanOrEqualTo(0);
        assertThat(total(store, "Patient", "_has:Observation:patient:status=final&_id=" + id))
                .isEqualTo(observations == 0 ? 0 : 1);
    }

    @Test
    void storesNothingTwiceWhenEntriesNameThemselves() throws IOException {
        List<Path> bundles = bundles();
        if (bundles.isEmpty()) {
            return;
        }
        try (StoreFixture store = new StoreFixture()) {
            byte[] hospitals = transaction(bundles.getFirst());
            store.submissions.submit(hospitals, by(HOSPITAL_A), ALL, intents -> {});

            Submissions.Submitted again = store.submissions.submit(hospitals, by(HOSPITAL_A), ALL, intents -> {});

            assertThat(again.entries()).allMatch(entry -> entry.outcome() == Outcome.MATCHED);
        }
    }
}
