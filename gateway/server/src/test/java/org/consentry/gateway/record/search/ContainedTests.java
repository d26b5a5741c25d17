package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources are found by what they contain, by all criteria at once and only by those who may see them. */
class ContainedTests {
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put("Patient/p", "{'resourceType':'Patient'}");
        store.put(
                "Medication/out", "{'resourceType':'Medication','code':{'coding':[{'system':'urn:m','code':'asp'}]}}");
        order("m1", medication("asp", "active"));
        order("m2", medication("asp", "inactive") + "," + medication("ibu", "active"));
        store.put(
                "DiagnosticReport/d1",
                "{'resourceType':'DiagnosticReport','status':'final','code':{'text':'x'},'contained':[{'resourceType':'Observation',"
                        + "'id':'o','status':'final','code':{'coding':[{'code':'8480-6'}]},'subject':{'reference':'Patient/p'},"
                        + "'effectiveDateTime':'2020-01-10','valueQuantity':{'value':120,'code':'mm'},'note':[{'text':'loud'}]}]}");
        store.put(
                HOSPITAL_B,
                "List/foreign",
                "{'resourceType':'List','status':'current','mode':'working','contained':[" + medication("asp", "active")
                        + "]}");
    }

    private static String medication(String code, String status) {
        return "{'resourceType':'Medication','id':'" + code + "','status':'" + status
                + "','code':{'coding':[{'system':'urn:m','code':'" + code + "'}]}}";
    }

    private static void order(String id, String contained) {
        store.put(
                "MedicationRequest/" + id,
                "{'resourceType':'MedicationRequest','status':'active','intent':'order','subject':{'reference':'Patient/p'},"
                        + "'contained':[" + contained + "],'medicationReference':{'reference':'#asp'}}");
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static final Visibility OF_A = new Visibility.Limited(Optional.of(HOSPITAL_A), List.of());

    @ParameterizedTest(name = "{0}?{1} finds {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Medication~code=asp~out",
                "Medication~_contained=false&code=asp~out",
                "Medication~_contained=true~m1 m2",
                "Medication~_contained=true&code=urn:m|asp~m1 m2",
                "Medication~_contained=true&code=asp&status=active~m1",
                "Medication~_contained=true&code=ibu,asp&status=active~m1 m2",
                "Medication~_contained=true&code:not=asp~m2",
                "Medication~_contained=true&status:missing=true~-",
                "Medication~_contained=true&_id=ibu~m2",
                "Medication~_contained=both&code=asp~out m1 m2",
                "Medication~_contained=both&code=asp&_sort=_id~m1 m2 out",
                "Medication~_contained=both&code=asp&_containedType=container~out m1 m2",
                "Observation~_contained=true&code=8480-6~d1",
                "Observation~_contained=true&patient=p&date=2020-01&value-quantity=gt110~d1",
                "Observation~_contained=true&subject=Patient/p~d1",
                "Observation~_contained=true&subject=Patient/q~-",
                "Observation~_contained=true&date=lt2020~-",
                "Observation~_contained=true&code-value-quantity=8480-6$120~d1",
                "Observation~code=8480-6~-"
            })
    void findsBy(String type, String query, String expected) {
        assertThat(store.find(type, query.replace("|", "%7C"), OF_A))
                .containsExactlyInAnyOrder(expected.equals("-") ? new String[0] : expected.split(" ", -1));
    }

    @Test
    void takesTheDefaultOverAllTypes() {
        Page page = store.searches.search(
                new Search(
                        Optional.empty(), "_type=Medication&_contained=false&_total=accurate", false, Optional.empty()),
                OF_A);

        assertThat(page.matches()).extracting(version -> version.id().id()).containsExactly("out");
    }

    @Test
    void findsNothingInWhatIsHidden() {
        assertThat(store.find("Medication", "_contained=true&code=asp")).contains("foreign");
        assertThat(store.find("Medication", "_contained=true&code=asp", OF_A)).doesNotContain("foreign");
    }

    @Test
    void pagesAndCounts() {
        List<String> ids = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = store.searches.search(
                    new Search(
                            Optional.of("Medication"),
                            "_contained=both&code=asp&_count=1&_total=accurate&_include=MedicationRequest:patient",
                            false,
                            after),
                    OF_A);
            page.matches().forEach(version -> ids.add(version.id().id()));
            assertThat(page.total()).hasValue(3);
            after = page.next();
        } while (after.isPresent());

        assertThat(ids).containsExactlyInAnyOrder("out", "m1", "m2");
    }

    @Test
    void changesNothingByWhatIsContained() {
        assertThatThrownBy(() -> store.searches.check("Medication", "_contained=true&code=asp"))
                .isInstanceOf(Problem.class);
    }
}
