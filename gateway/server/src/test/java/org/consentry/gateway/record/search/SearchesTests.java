package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Searches.Everything;
import org.consentry.gateway.record.Searches.History;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchesTests {
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put("Organization/top", "{'resourceType':'Organization','name':'Top'}");
        store.put(
                "Organization/sub",
                "{'resourceType':'Organization','name':'Sub','partOf':{'reference':'Organization/top'}}");
        store.put(
                "Practitioner/doc", "{'resourceType':'Practitioner','name':[{'family':'Kildare','given':['James']}]}");
        store.put(
                "Patient/anna",
                "{'resourceType':'Patient','name':[{'family':'Ägir','given':['Anna','Maria']}],'gender':'female',"
                        + "'birthDate':'1970-05-04','deceasedBoolean':false,'managingOrganization':{'reference':'Organization/sub'},"
                        + "'telecom':[{'system':'phone','value':'555'},{'system':'email','value':'Anna@Example.org'}],"
                        + "'identifier':[{'system':'urn:mrn','value':'A1','type':{'coding':[{'system':'urn:t','code':'MR'}]}}]}");
        store.put(
                "Patient/bert",
                "{'resourceType':'Patient','name':[{'family':'Bird'}],'gender':'male','birthDate':'1980','deceasedDateTime':'2020-01-01'}");
        store.put(
                "Encounter/e1",
                "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/anna'},"
                        + "'period':{'start':'2026-03-01T10:00:00Z','end':'2026-03-01T11:00:00Z'},"
                        + "'participant':[{'individual':{'reference':'Practitioner/doc'}}],'serviceProvider':{'reference':'Organization/sub'}}");
        store.put(
                "Observation/bp",
                "{'resourceType':'Observation','status':'final','subject':{'reference':'Patient/anna'},'encounter':{'reference':'Encounter/e1'},"
                        + "'effectiveDateTime':'2026-03-01T10:30:00Z','code':{'coding':[{'system':'http://loinc.org','code':'85354-9'}]},"
                        + "'performer':[{'identifier':{'system':'urn:staff','value':'9'}}],"
                        + "'component':[{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':150,'unit':'mmHg'}},"
                        + "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':90,'unit':'mmHg'}}]}");
        store.put(
                "ValueSet/vs",
                "{'resourceType':'ValueSet','status':'active','url':'http://example.org/fhir/ValueSet/a/b'}");
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest(name = "{0}?{1} finds {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Patient~family=agi~anna",
                "Patient~family:exact=Ägir~anna",
                "Patient~family:exact=ägir~-",
                "Patient~given:contains=ari~anna",
                "Patient~name=maria,bird~anna bert",
                "Patient~gender=male~bert",
                "Patient~gender:not=male~anna",
                "Patient~birthdate=1980-06~-",
                "Patient~birthdate=1980~bert",
                "Patient~birthdate=ap1980~bert",
                "Patient~birthdate=lt1975~anna",
                "Patient~birthdate=sa1979~bert",
                "Patient~deceased=true~bert",
                "Patient~deceased=false~anna",
                "Patient~death-date:missing=true~anna",
                "Patient~identifier=urn:mrn|A1~anna",
                "Patient~identifier=urn:mrn|~anna",
                "Patient~identifier=|A1~-",
                "Patient~identifier=A1~anna",
                "Patient~identifier:of-type=urn:t|MR|A1~anna",
                "Patient~identifier:missing=true~bert",
                "Patient~email=anna@example.org~anna",
                "Patient~phone=555~anna",
                "Patient~organization.name=sub~anna",
                "Patient~organization.partof.name=top~anna",
                "Patient~_has:Encounter:patient:status=finished~anna",
                "Patient~_has:Observation:patient:encounter.status=finished~anna",
                "Patient~_has:Encounter:patient:_has:Observation:encounter:code=85354-9~anna",
                "Patient~_lastUpdated=ge2020~anna bert",
                "Patient~_id=anna,bert,none~anna bert",
                "Practitioner~_has:Encounter:participant:patient=anna~doc",
                "Encounter~date=2026-03-01~e1",
                "Encounter~date=gt2026-03-01T10:30:00Z~e1",
                "Encounter~date=eb2026-03-01~-",
                "Encounter~participant=doc~e1",
                "Encounter~participant:Practitioner.family=kild~e1",
                "Encounter~patient.birthdate=1970~e1",
                "Observation~subject=Patient/anna~bp",
                "Observation~subject=http://localhost:8080/fhir/Patient/anna~bp",
                "Observation~subject:Patient=anna~bp",
                "Observation~subject=bert~-",
                "Observation~performer:identifier=urn:staff|9~bp",
                "Observation~encounter.participant.family=kildare~bp",
                "Observation~component-code-value-quantity=8480-6$gt140~bp",
                "Observation~component-code-value-quantity=http://loinc.org|8480-6$ge150~bp",
                "Observation~component-code-value-quantity=8462-4$gt140~-",
                "Observation~combo-code-value-quantity=8462-4$90||mmHg~bp",
                "Observation~subject:missing=true~-",
                "Patient~_source=urn:consentry:member:hospital-a~anna bert",
                "Patient~_source=urn:consentry:member:hospital-b~-",
                "Patient~_source:below=urn:consentry~anna bert",
                "ValueSet~url=http://example.org/fhir/ValueSet/a/b~vs",
                "ValueSet~url:below=http://example.org/fhir~vs",
                "ValueSet~url:above=http://example.org/fhir/ValueSet/a/b/c~vs"
            })
    void findsBy(String type, String query, String expected) {
        String encoded = query.replace("|", "%7C").replace("Ä", "%C3%84").replace("ä", "%C3%A4");

        List<String> found = store.find(type, encoded);

        assertThat(found).containsExactlyInAnyOrder(expected.equals("-") ? new String[0] : expected.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name:text=x",
                "birthdate=1980-13",
                "birthdate=foo",
                "organization.unknown=1",
                "gender.name=1",
                "_has:Nonsense:patient:code=1",
                "_has:Observation:code:code=1",
                "_has:Observation=1",
                "_include=Patient",
                "_include=Patient:name",
                "_sort=nonsense",
                "_total=some",
                "_summary=some",
                "_count=many",
                "deceased:missing=maybe",
                "identifier=a|b|c",
                "general-practitioner=a b"
            })
    void refuses(String query) {
        assertThatThrownBy(() -> store.find("Patient", query.replace("|", "%7C").replace(" ", "%20")))
                .isInstanceOf(Problem.class);
    }

    @Test
    void sortsAndPagesByTheSortKey() {
        assertThat(store.find("Patient", "_sort=birthdate")).containsExactly("anna", "bert");
        assertThat(store.find("Patient", "_sort=-birthdate")).containsExactly("bert", "anna");
        assertThat(store.find("Patient", "_sort=family,-_id")).containsExactly("anna", "bert");

        Search first = new Search(Optional.of("Patient"), "_sort=-family&_count=1", false, Optional.empty());
        Page one = store.searches.search(first, ALL);
        Page two = store.searches.search(
                new Search(Optional.of("Patient"), "_sort=-family&_count=1", false, one.next()), ALL);

        assertThat(one.matches().getFirst().id().id()).isEqualTo("bert");
        assertThat(two.matches().getFirst().id().id()).isEqualTo("anna");
        assertThat(two.next()).isEmpty();
    }

    @Test
    void includesForwardBackwardAndOnward() {
        assertThat(included("Observation", "_include=Observation:encounter")).containsExactly("Encounter/e1");
        assertThat(
                        included(
                                "Observation",
                                "_include=Observation:encounter&_include:iterate=Encounter:participant&_include:iterate=Encounter:service-provider&_include:iterate=Organization:partof"))
                .containsExactlyInAnyOrder("Encounter/e1", "Practitioner/doc", "Organization/sub", "Organization/top");
        assertThat(included("Patient", "_id=anna&_revinclude=Observation:patient"))
                .containsExactly("Observation/bp");
        assertThat(included("Encounter", "_revinclude=Observation:encounter")).containsExactly("Observation/bp");
        assertThat(included("Encounter", "_include=Encounter:*"))
                .contains("Patient/anna", "Practitioner/doc", "Organization/sub");
    }

    private static List<String> included(String type, String query) {
        return store
                .searches
                .search(new Search(Optional.of(type), query, false, Optional.empty()), ALL)
                .included()
                .stream()
                .map(version -> version.id().reference())
                .toList();
    }

    @Test
    void readsAWholeRecordPageByPage() {
        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = store.searches.everything(
                    new Everything("anna", Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), 2, after),
                    ALL);
            page.matches().forEach(version -> found.add(version.id().reference()));
            after = page.next();
        } while (after.isPresent());

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "Patient/anna", "Encounter/e1", "Observation/bp", "Organization/sub", "Practitioner/doc");
    }

    @Test
    void readsAHistoryPageByPageNewestFirst() {
        for (int i = 0; i < 5; i++) {
            store.put("Location/h", "{'resourceType':'Location','name':'" + i + "'}");
        }
        List<Long> versions = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = store.searches.history(
                    new History(Optional.of("Location"), Optional.of("h"), Optional.empty(), 2, after), ALL);
            page.matches().forEach(version -> versions.add(version.version()));
            after = page.next();
        } while (after.isPresent());

        assertThat(versions).containsExactly(5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void namesThePatientThatAQueryIsAbout() {
        assertThat(store.searches.patientNamed("Observation", "patient=anna&code=x"))
                .contains("anna");
        assertThat(store.searches.patientNamed("Observation", "subject=Patient/anna"))
                .contains("anna");
        assertThat(store.searches.patientNamed("Patient", "_id=anna")).contains("anna");
        assertThat(store.searches.patientNamed("Observation", "patient=anna,bert"))
                .isEmpty();
        assertThat(store.searches.patientNamed("Observation", "patient=anna&subject=Patient/bert"))
                .isEmpty();
        assertThat(store.searches.patientNamed("Observation", "code=x")).isEmpty();
    }
}
