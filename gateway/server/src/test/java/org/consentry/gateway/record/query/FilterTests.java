package org.consentry.gateway.record.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code _filter}, with the examples of the specification's page among others. */
class FilterTests {
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put("Organization/o1", "{'resourceType':'Organization','name':'General Hospital'}");
        store.put(
                "Patient/peter",
                "{'resourceType':'Patient','active':true,'name':[{'given':['Peter','James'],'family':'Chalmers'}],'birthDate':'2014-10-10',"
                        + "'managingOrganization':{'reference':'Organization/o1'},'identifier':[{'system':'urn:m','value':'1'},{'system':'urn:n','value':'2'}]}");
        store.put(
                "Patient/paula",
                "{'resourceType':'Patient','active':false,'name':[{'given':['Paula'],'family':'Say \\\"hi\\\", now'}],'birthDate':'1980-05','gender':'female'}");
        store.put("Patient/bare", "{'resourceType':'Patient'}");
        store.put(
                "Observation/low",
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'1'}]},"
                        + "'subject':{'reference':'Patient/peter'},'valueQuantity':{'value':5,'comparator':'<','unit':'mg'},"
                        + "'effectivePeriod':{'start':'2020-01-10','end':'2020-02-10'}}");
        store.put(
                "Observation/high",
                "{'resourceType':'Observation','status':'amended','code':{'coding':[{'system':'http://loinc.org','code':'2'}]},"
                        + "'subject':{'reference':'Patient/paula'},'valueQuantity':{'value':90,'comparator':'>=','unit':'mg'},"
                        + "'effectiveDateTime':'2021'}");
        store.put(
                "Observation/even",
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/paula'},"
                        + "'valueQuantity':{'value':5,'unit':'mg'}}");
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static String found(String type, String query) {
        List<String> ids =
                store
                        .searches
                        .search(new Search(Optional.of(type), query, false, Optional.empty()), ALL)
                        .matches()
                        .stream()
                        .map(each -> each.id().id())
                        .sorted()
                        .toList();
        return ids.isEmpty() ? "-" : String.join(" ", ids);
    }

    private static String filtered(String type, String filter) {
        return found(type, "_filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "given",
                "given eq",
                "given eq \"peter",
                "given eq \"\\x\"",
                "given eq peter and",
                "(given eq peter",
                "given eq peter)",
                "given zz peter",
                "birthdate co 2014",
                "nonsense eq 1",
                "given pr perhaps",
                "birthdate ge soon",
                "not given eq peter",
                "given.family eq x",
                "organization[name eq x] eq y",
                "organization.nonsense eq y",
                "((((((((((((((((((((((given eq peter))))))))))))))))))))))"
            })
    void refusesWhatIsNoFilter(String filter) {
        assertThatThrownBy(() -> filtered("Patient", filter))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.kind().status()).isEqualTo(400));
    }

    @Test
    void refusesMoreTestsThanASearchMayHave() {
        assertThatThrownBy(() -> filtered("Patient", "active eq true or ".repeat(2_000) + "active eq true"))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest(name = "{0}: {1} finds {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Patient~given eq \"peter\" and birthdate ge 2014-10-10~peter",
                "Patient~given eq peter~peter",
                "Patient~given eq pet~-",
                "Patient~given ne peter~paula peter",
                "Patient~given co \"et\"~peter",
                "Patient~given sw pa~paula",
                "Patient~given ew ames~peter",
                "Patient~family gt d~paula",
                "Patient~family le chalmers~peter",
                "Patient~family eq \"say \\\"hi\\\", now\"~paula",
                "Patient~birthdate lt 2000~paula",
                "Patient~birthdate eq 1980~paula",
                "Patient~birthdate po 1980-05-20~paula",
                "Patient~birthdate pr false~bare",
                "Patient~not(birthdate pr true)~bare",
                "Patient~active ne true~paula",
                "Patient~not (active eq true)~bare paula",
                "Patient~gender eq female or given eq james~paula peter",
                "Patient~gender eq female or given eq james and active eq true~peter",
                "Patient~gender eq female or (given eq james and active eq true)~paula peter",
                "Patient~identifier eq urn:m|1~peter",
                "Patient~identifier ne urn:m|1~peter",
                "Patient~organization.name co general~peter",
                "Patient~organization[name sw general].name co hosp~peter",
                "Patient~organization[name sw x].name co hosp~-",
                "Patient~organization re Organization/o1~peter",
                "Patient~organization ne Organization/o1~-",
                "Patient~organization ne Organization/o2~peter",
                "Patient~_id ne bare and not(active eq false)~peter",
                "Patient~_lastUpdated gt 2020~bare paula peter",
                "Observation~patient.birthdate ge 2014~low",
                "Observation~subject.given eq paula and status eq final~even",
                "Observation~status ne final~high",
                "Observation~date po 2020-02-01~low",
                "Observation~value-quantity lt 4~low",
                "Observation~value-quantity eq 5~even",
                "Observation~value-quantity gt 95~high"
            })
    void findsWhatTheFilterSays(String type, String filter, String expected) {
        assertThat(filtered(type, filter)).isEqualTo(expected);
    }

    @Test
    void narrowsASearchThatHasOtherCriteria() {
        assertThat(found("Observation", "patient=Patient/paula&_filter=status%20ne%20amended"))
                .isEqualTo("even");
    }

    @ParameterizedTest(name = "value-quantity={0} finds {1}")
    @CsvSource({
        "lt3,low",
        "eb6,even low",
        "5,even",
        "gt80,high",
        "gt100,high",
        "sa89,high",
        "sa90,-",
        "le5,even low",
        "ge5,even high",
        "ne5,high low"
    })
    void takesAComparatorForAllThatItMayMean(String value, String expected) {
        assertThat(found("Observation", "value-quantity=" + value)).isEqualTo(expected);
    }
}
