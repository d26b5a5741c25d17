package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.access.Reach;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.ScopeFilter;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a grant opens and excepts, and what a granular scope covers, row by row. */
class ProvisionsTests {
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static StoreFixture store;

    @BeforeAll
    static void start() {
        store = new StoreFixture();
        store.put("Patient/p", "{'resourceType':'Patient','id':'p'}");
        observation(HOSPITAL_A, "lab", "laboratory", "2345-7", "2026-03-01", "");
        observation(HOSPITAL_A, "vital", "vital-signs", "8867-4", "2026-03-01", "");
        observation(HOSPITAL_A, "hiv", "laboratory", "75622-1", "2026-04-01", "HIV");
        observation(HOSPITAL_B, "other", "laboratory", "2345-7", "2024-01-01", "");
        store.put(
                "Condition/c",
                "{'resourceType':'Condition','id':'c','subject':{'reference':'Patient/p'},'code':{'coding':[{'system':"
                        + "'http://snomed.info/sct','code':'38341003'}]}}");
        observation(HOSPITAL_A, "moved", "laboratory", "2345-7", "2026-03-01", "");
        observation(HOSPITAL_A, "moved", "vital-signs", "8867-4", "2026-03-01", "");
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    private static void observation(
            OrganizationId source, String id, String category, String code, String day, String label) {
        String security = label.isEmpty()
                ? ""
                : "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'" + label
                        + "'}]},";
        store.put(
                source,
                "Observation/" + id,
                "{'resourceType':'Observation','id':'" + id + "'," + security
                        + "'status':'final','category':[{'coding':"
                        + "[{'system':'" + CATEGORY + "','code':'" + category + "'}]}],'code':{'coding':[{'system':"
                        + "'http://loinc.org','code':'" + code + "'}]},'subject':{'reference':'Patient/p'},"
                        + "'effectiveDateTime':'" + day + "'}");
    }

    @ParameterizedTest(name = "a grant of {0} shows {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "types=Observation; hiv lab moved other vital",
                "types=Observation categories=laboratory; hiv lab other",
                "types=Observation codes=http://loinc.org|8867-4; moved vital",
                "types=Observation codes=http://other.example|8867-4;''",
                "types=Observation labels=HIV; hiv",
                "types=Observation labels=HIV,R;''",
                "types=Observation instances=Observation/lab,Observation/vital; lab vital",
                "types=Observation source=hospital-b; other",
                "types=Observation from=2026-01-01; hiv lab moved vital",
                "types=Observation to=2025-01-01; other",
                "types=Observation categories=laboratory from=2026-03-15; hiv",
                "types=Condition;''"
            })
    void opensWhatTheProvisionTells(String permitted, String ids) {
        Visibility visibility = window(slice(permitted), List.of());

        assertThat(found(visibility)).isEqualTo(ids);
        assertThat(store.searches
                        .search(
                                new Searches.Search(
                                        Optional.of("Observation"), "_summary=count", false, Optional.empty()),
                                visibility)
                        .total())
                .hasValue(ids.isEmpty() ? 0 : ids.split(" ", -1).length);
    }

    @ParameterizedTest(name = "all observations except {0} are {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "labels=HIV; lab moved other vital",
                "categories=laboratory; moved vital",
                "codes=http://loinc.org|2345-7; hiv moved vital",
                "source=hospital-b; hiv lab moved vital",
                "types=Condition; hiv lab moved other vital",
                "types=Observation;''",
                "from=2026-01-01; other",
                "instances=Observation/lab; hiv moved other vital",
                "categories=laboratory source=hospital-b; hiv lab moved vital"
            })
    void closesWhatIsExcepted(String except, String ids) {
        assertThat(found(window(Slice.ofTypes(Set.of("Observation")), List.of(slice(except)))))
                .isEqualTo(ids);
    }

    @Test
    void doesNotShowAnEarlierVersionThatWasAboutSomethingElse() {
        Visibility vitals = window(slice("types=Observation categories=vital-signs"), List.of());
        Visibility noLaboratory = window(Slice.ofTypes(Set.of("Observation")), List.of(slice("categories=laboratory")));
        Visibility all = window(Slice.ofTypes(Set.of("Observation")), List.of());
        ResourceId id = new ResourceId("Observation", "moved");

        assertThat(store.records.version(id, 2, vitals)).isPresent();
        assertThat(store.records.version(id, 1, vitals)).isEmpty();
        assertThat(store.records.version(id, 1, noLaboratory)).isEmpty();
        assertThat(store.records.version(id, 1, all)).isPresent();
        assertThat(history(vitals)).hasSize(1);
        assertThat(history(all)).hasSize(2);
    }

    @Test
    void tellsNothingOfAnExceptedRowThroughChainsAndReverseChains() {
        Visibility noHiv = window(Slice.ofTypes(Set.of("Patient", "Observation")), List.of(slice("labels=HIV")));

        assertThat(store.find("Patient", "_has:Observation:patient:code=75622-1", noHiv))
                .isEmpty();
        assertThat(store.find("Patient", "_has:Observation:patient:code=2345-7", noHiv))
                .containsExactly("p");
    }

    @ParameterizedTest(name = "a scope ?{0} covers {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "category=laboratory; hiv lab other",
                "category=" + CATEGORY + "|laboratory; hiv lab other",
                "category=http://other.example|laboratory;''",
                "category=laboratory,vital-signs; hiv lab moved other vital",
                "category=laboratory&code=75622-1; hiv",
                "_security=HIV; hiv",
                "value-quantity=5;''",
                "no-such-parameter=5;''"
            })
    void coversWhatAGranularScopeTells(String filter, String ids) {
        Visibility visibility = new Visibility.Limited(
                Optional.empty(),
                List.of(Window.self("p")),
                new Reach(false, Set.of(), java.util.Map.of("Observation", List.of(filter(filter)))));

        assertThat(found(visibility)).isEqualTo(ids);
        assertThat(store.find("Condition", "", visibility)).isEmpty();
        assertThat(store.records.version(new ResourceId("Observation", "moved"), 1, visibility))
                .isEmpty();
    }

    private static List<StoredVersion> history(Visibility visibility) {
        return store.searches
                .history(
                        new Searches.History(
                                Optional.of("Observation"),
                                Optional.of("moved"),
                                Optional.empty(),
                                10,
                                Optional.empty()),
                        visibility)
                .matches();
    }

    private static String found(Visibility visibility) {
        return store.find("Observation", "_sort=_id", visibility).stream().collect(Collectors.joining(" "));
    }

    private static Visibility window(Slice permitted, List<Slice> except) {
        return new Visibility.Limited(
                Optional.empty(), List.of(new Window("p", permitted, except, "consent", Set.of("TREAT"))));
    }

    private static ScopeFilter filter(String query) {
        return org.consentry.gateway.identity.Scopes.parse("system/Observation.rs?" + query)
                .granted()
                .getFirst()
                .filter()
                .orElseThrow();
    }

    private static Slice slice(String text) {
        return new Slice(
                words(text, "types"),
                codes(text, "categories"),
                codes(text, "codes"),
                words(text, "labels"),
                words(text, "instances"),
                words(text, "source").stream().findFirst().map(OrganizationId::new),
                words(text, "from").stream().findFirst().map(LocalDate::parse),
                words(text, "to").stream().findFirst().map(LocalDate::parse));
    }

    private static Set<Coded> codes(String text, String name) {
        return words(text, name).stream().map(Coded::parse).collect(Collectors.toSet());
    }

    private static Set<String> words(String text, String name) {
        for (String part : text.strip().split(" ", -1)) {
            if (part.startsWith(name + "=")) {
                return Set.of(part.substring(name.length() + 1).split(",", -1));
            }
        }
        return Set.of();
    }
}
