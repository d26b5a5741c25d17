package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.search.SearchOracle.at;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.row.Content;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Searches over whole records against counts that are made straight from the files. */
class SyntheaSearchIT {
    private static final String LOINC = "http://loinc.org";

    private final Map<String, Map<String, JsonNode>> byType = new LinkedHashMap<>();
    private final Map<String, JsonNode> byUrl = new HashMap<>();
    private final Map<String, JsonNode> byCondition = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int asked;
    private long nanos;

    private static List<Path> bundles() throws IOException {
        Path root = Path.of(System.getProperty("consentry.root")).resolve("../shared/data/synthea");
        if (!Files.isDirectory(root)) {
            System.out.println("SyntheaSearchIT did not run: the shared corpus is not beside the project");
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().matches(".*[/\\\\]fhir[/\\\\][^/\\\\]+\\.json"))
                    .sorted((a, b) -> Boolean.compare(isPatient(a), isPatient(b)))
                    .toList();
        }
    }

    private static boolean isPatient(Path file) {
        return !String.valueOf(file.getFileName()).contains("Information");
    }

    @Test
    void countsWhatTheFilesHold() throws IOException {
        List<Path> bundles = bundles();
        if (bundles.isEmpty()) {
            return;
        }
        try (StoreFixture store = new StoreFixture()) {
            for (Path file : bundles) {
                var bundle = Content.parse(Files.readAllBytes(file));
                remember(bundle);
                store.submissions.submit(
                        Content.bytes(bundle.put("type", "transaction")), by(HOSPITAL_A), ALL, intents -> {});
            }
            compare(store);
        }
        System.out.printf("compared %d searches, %d ms in all%n", asked, nanos / 1_000_000);
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(200);
    }

    /** Directory files say what is there already: the same identifier is the same resource. */
    private void remember(JsonNode bundle) {
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String type = resource.path("resourceType").stringValue("");
            String condition = entry.path("request").path("ifNoneExist").stringValue("");
            String key = condition.isEmpty() ? entry.path("fullUrl").stringValue("") : type + "?" + condition;
            JsonNode known =
                    byType.computeIfAbsent(type, t -> new LinkedHashMap<>()).putIfAbsent(key, resource);
            byUrl.put(entry.path("fullUrl").stringValue(""), known == null ? resource : known);
            at(resource, "identifier")
                    .forEach(i -> byCondition.put(
                            type + "?identifier=" + i.path("system").stringValue("") + "|"
                                    + i.path("value").stringValue(""),
                            known == null ? resource : known));
        }
    }

    private Optional<JsonNode> target(JsonNode reference) {
        String text = reference.path("reference").stringValue("");
        return Optional.ofNullable(text.contains("?") ? byCondition.get(text) : byUrl.get(text));
    }

    private Collection<JsonNode> all(String type) {
        return byType.getOrDefault(type, Map.of()).values();
    }

    private static Predicate<JsonNode> coded(String code, String... path) {
        return r -> at(r, path).anyMatch(c -> SearchOracle.token(c, null, code));
    }

    private Predicate<JsonNode> leads(Predicate<JsonNode> target, String... path) {
        return r -> at(r, path).anyMatch(ref -> target(ref).filter(target).isPresent());
    }

    /** Some of a type whose reference at the path leads here. */
    private Predicate<JsonNode> referred(String type, Predicate<JsonNode> source, String... path) {
        var targets = all(type).stream()
                .filter(source)
                .flatMap(s -> at(s, path))
                .flatMap(ref -> target(ref).stream())
                .collect(java.util.stream.Collectors.toCollection(
                        () -> java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>())));
        return targets::contains;
    }

    private static Predicate<JsonNode> when(String prefix, String date, String... fields) {
        long[] span = SearchOracle.span(date);
        return r -> Stream.of(fields)
                .flatMap(f -> at(r, f))
                .anyMatch(v -> SearchOracle.date(prefix, span, SearchOracle.span(v)));
    }

    private static Predicate<JsonNode> starts(String text, String... path) {
        return r ->
                at(r, path).anyMatch(v -> SearchOracle.plain(v.stringValue("")).startsWith(SearchOracle.plain(text)));
    }

    private void check(StoreFixture store, String type, String query, Predicate<JsonNode> expected) {
        long from = System.nanoTime();
        String encoded = query.replace("|", "%7C").replace(" ", "%20").replace("+", "%2B");
        long total = store.searches
                .search(
                        new Searches.Search(Optional.of(type), encoded + "&_summary=count", false, Optional.empty()),
                        ALL)
                .total()
                .orElse(-1);
        nanos += System.nanoTime() - from;
        asked++;
        long count = all(type).stream().filter(expected).count();
        if (count != total) {
            wrong.add(type + "?" + query + ": " + total + " instead of " + count);
        }
    }

    private void compare(StoreFixture store) {
        byType.keySet().forEach(type -> check(store, type, "", r -> true));
        for (String code : List.of("8302-2", "29463-7", "85354-9", "72514-3", "nothing")) {
            Predicate<JsonNode> coded = coded(code, "code", "coding");
            check(store, "Observation", "code=" + code, coded);
            check(store, "Observation", "code=" + LOINC + "|" + code, coded);
            check(store, "Observation", "code:not=" + code, coded.negate());
            check(store, "Patient", "_has:Observation:patient:code=" + code, referred("Observation", coded, "subject"));
            check(
                    store,
                    "Encounter",
                    "_has:Observation:encounter:code=" + code,
                    referred("Observation", coded, "encounter"));
            check(store, "DiagnosticReport", "result.code=" + code, leads(coded, "result"));
            for (String gender : List.of("male", "female")) {
                check(
                        store,
                        "Observation",
                        "code=" + code + "&patient.gender=" + gender,
                        coded.and(leads(coded(gender, "gender"), "subject")));
                check(
                        store,
                        "Observation",
                        "code=" + code + "&subject:Patient.gender=" + gender,
                        coded.and(leads(coded(gender, "gender"), "subject")));
            }
            for (String prefix : List.of("", "ne", "gt", "lt", "ge", "le", "sa", "eb")) {
                for (String date : List.of("2015", "2019-06", "2020-03-01", "2021-01-01T00:00:00Z")) {
                    check(
                            store,
                            "Observation",
                            "code=" + code + "&date=" + prefix + date,
                            coded.and(when(prefix, date, "effectiveDateTime", "effectivePeriod")));
                }
                check(store, "Observation", "code=" + code + "&value-quantity=" + prefix + "70", coded.and(r -> at(
                                r, "valueQuantity", "value")
                        .anyMatch(v -> SearchOracle.number(prefix, 70, 0.5, v.doubleValue()))));
            }
        }
        encounters(store);
        others(store);
        paged(store);
    }

    private void encounters(StoreFixture store) {
        for (String code : List.of("AMB", "EMER", "IMP", "VR")) {
            check(store, "Encounter", "class=" + code, coded(code, "class"));
            check(
                    store,
                    "Encounter",
                    "class=" + code + "&date=ge2015&date=lt2020",
                    coded(code, "class").and(when("ge", "2015", "period")).and(when("lt", "2020", "period")));
            check(store, "Condition", "encounter.class=" + code, leads(coded(code, "class"), "encounter"));
            check(
                    store,
                    "Patient",
                    "_has:Condition:patient:encounter.class=" + code,
                    referred("Condition", leads(coded(code, "class"), "encounter"), "subject"));
        }
        for (JsonNode organization : all("Organization").stream().limit(12).toList()) {
            String name = organization.path("name").stringValue("");
            String start = name.substring(0, Math.min(8, name.length())).replace(",", "");
            check(store, "Organization", "name=" + encoded(start), starts(start, "name"));
            check(
                    store,
                    "Encounter",
                    "service-provider.name=" + encoded(start),
                    leads(starts(start, "name"), "serviceProvider"));
        }
        for (JsonNode practitioner : all("Practitioner").stream().limit(12).toList()) {
            String family = practitioner.path("name").path(0).path("family").stringValue("");
            check(store, "Practitioner", "family=" + encoded(family), starts(family, "name", "family"));
            check(
                    store,
                    "Encounter",
                    "participant:Practitioner.family=" + encoded(family),
                    leads(starts(family, "name", "family"), "participant", "individual"));
            check(
                    store,
                    "Observation",
                    "encounter.participant:Practitioner.family=" + encoded(family),
                    leads(leads(starts(family, "name", "family"), "participant", "individual"), "encounter"));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", " ");
    }

    private void others(StoreFixture store) {
        for (String status : List.of("active", "resolved")) {
            check(store, "Condition", "clinical-status=" + status, coded(status, "clinicalStatus", "coding"));
            check(
                    store,
                    "Condition",
                    "clinical-status:not=" + status,
                    coded(status, "clinicalStatus", "coding").negate());
        }
        for (String year : List.of("1990", "2005", "2015", "2020", "2023")) {
            check(store, "Condition", "onset-date=ge" + year, when("ge", year, "onsetDateTime"));
            check(
                    store,
                    "Condition",
                    "abatement-date:missing=true&onset-date=lt" + year,
                    when("lt", year, "onsetDateTime").and(r -> !r.has("abatementDateTime")));
            check(store, "Procedure", "date=" + year, when("", year, "performedDateTime", "performedPeriod"));
            check(store, "Procedure", "date=gt" + year, when("gt", year, "performedDateTime", "performedPeriod"));
            check(store, "Immunization", "date=eb" + year, when("eb", year, "occurrenceDateTime"));
            check(store, "MedicationRequest", "authoredon=ge" + year, when("ge", year, "authoredOn"));
            check(store, "Claim", "created=lt" + year, when("lt", year, "created"));
            check(store, "Patient", "birthdate=lt" + year, when("lt", year, "birthDate"));
        }
        check(store, "Observation", "component-code-value-quantity=" + LOINC + "|8480-6$gt120", r -> at(r, "component")
                .anyMatch(c -> coded("8480-6", "code", "coding").test(c)
                        && at(c, "valueQuantity", "value").anyMatch(v -> v.doubleValue() > 120)));
        check(store, "Observation", "combo-code-value-quantity=8462-4$lt80", r -> Stream.concat(
                        at(r, "component"), Stream.of(r))
                .anyMatch(c -> coded("8462-4", "code", "coding").test(c)
                        && at(c, "valueQuantity", "value").anyMatch(v -> v.doubleValue() < 80)));
        check(store, "Observation", "category=vital-signs", coded("vital-signs", "category", "coding"));
        check(
                store,
                "Observation",
                "category=laboratory,survey",
                coded("laboratory", "category", "coding").or(coded("survey", "category", "coding")));
        check(store, "MedicationRequest", "status=active", coded("active", "status"));
        check(
                store,
                "MedicationRequest",
                "status=stopped,completed",
                coded("stopped", "status").or(coded("completed", "status")));
        check(
                store,
                "Patient",
                "_has:MedicationRequest:patient:status=active",
                referred("MedicationRequest", coded("active", "status"), "subject"));
        check(store, "ExplanationOfBenefit", "patient.gender=male", leads(coded("male", "gender"), "patient"));
        check(store, "Claim", "patient.gender=female", leads(coded("female", "gender"), "patient"));
        check(
                store,
                "Observation",
                "patient._has:Condition:patient:clinical-status=active",
                leads(referred("Condition", coded("active", "clinicalStatus", "coding"), "subject"), "subject"));
        check(store, "Condition", "code:text=hyper", r -> Stream.concat(
                        at(r, "code", "text"), at(r, "code", "coding", "display"))
                .anyMatch(v -> SearchOracle.plain(v.stringValue("")).startsWith("hyper")));
        for (JsonNode patient : all("Patient")) {
            String family = patient.path("name").path(0).path("family").stringValue("");
            Predicate<JsonNode> named = starts(family, "name", "family");
            check(store, "Patient", "family=" + encoded(family), named);
            check(store, "Observation", "patient.family=" + encoded(family), leads(named, "subject"));
            check(store, "Encounter", "subject:Patient.name=" + encoded(family), leads(named, "subject"));
            check(store, "Patient", "family:exact=" + encoded(family), r -> at(r, "name", "family")
                    .anyMatch(v -> v.stringValue("").equals(family)));
        }
        for (String state : List.of("MA", "WY", "massachusetts")) {
            check(store, "Location", "address-state=" + state, starts(state, "address", "state"));
            check(store, "Patient", "address=" + state, r -> Stream.of(
                            "line", "city", "district", "state", "postalCode", "country", "text")
                    .flatMap(f -> at(r, "address", f))
                    .anyMatch(v -> SearchOracle.plain(v.stringValue("")).startsWith(SearchOracle.plain(state))));
        }
    }

    private void paged(StoreFixture store) {
        for (String sort : List.of("", "_sort=date", "_sort=-date,code", "_sort=_lastUpdated", "_sort=-_lastUpdated")) {
            List<String> found = new ArrayList<>();
            Optional<String> after = Optional.empty();
            do {
                Searches.Page page = store.searches.search(
                        new Searches.Search(
                                Optional.of("Observation"), "category=vital-signs&_count=97&" + sort, false, after),
                        ALL);
                page.matches().forEach(v -> found.add(v.id().id()));
                after = page.next();
            } while (after.isPresent());
            assertThat(found).doesNotHaveDuplicates();
            assertThat(found).hasSize((int) all("Observation").stream()
                    .filter(coded("vital-signs", "category", "coding"))
                    .count());
        }
    }
}
