package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modifiers and parameters that are not one row of one index. */
class SearchModifiersTests {
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put(
                "CodeSystem/cs",
                "{'resourceType':'CodeSystem','status':'active','url':'urn:cs','content':'complete','concept':[{'code':'heart',"
                        + "'concept':[{'code':'valve','concept':[{'code':'mitral'}]}]},{'code':'lung'}]}");
        store.put(
                "ValueSet/listed",
                "{'resourceType':'ValueSet','status':'active','url':'urn:vs:listed','version':'2','compose':{'include':"
                        + "[{'system':'urn:cs','concept':[{'code':'mitral'},{'code':'lung'}]}]}}");
        store.put(
                "ValueSet/branch",
                "{'resourceType':'ValueSet','status':'active','url':'urn:vs:branch','compose':{'include':[{'system':'urn:cs',"
                        + "'filter':[{'property':'concept','op':'is-a','value':'valve'}]}],'exclude':[{'valueSet':['urn:vs:listed']}]}}");
        store.put(
                "ValueSet/gender",
                "{'resourceType':'ValueSet','status':'active','url':'urn:vs:gender','compose':{'include':"
                        + "[{'system':'http://hl7.org/fhir/administrative-gender','concept':[{'code':'female'}]}]}}");
        store.put(
                "ValueSet/whole",
                "{'resourceType':'ValueSet','status':'active','url':'urn:vs:whole','compose':{'include':[{'system':'urn:cs'}]}}");
        store.put(
                "Patient/anna",
                "{'resourceType':'Patient','gender':'female','name':[{'family':'Robert'}],'telecom':[{'system':'phone','value':'555'},"
                        + "{'system':'email','value':'Anna@Example.org'}],'text':{'status':'generated','div':'<div>Likes <b>Skiing</b> a lot</div>'}}");
        store.put("Patient/bert", "{'resourceType':'Patient','gender':'male','name':[{'family':'Bird'}]}");
        store.put("Patient/carl", "{'resourceType':'Patient','gender':'male','name':[{'family':'Rupert'}]}");
        condition("c1", "anna", "mitral", "Mitral valve disease");
        condition("c2", "anna", "valve", "Disease of a valve");
        condition("c3", "bert", "lung", "Pneumonia");
        store.put(
                "List/l1",
                "{'resourceType':'List','status':'current','mode':'working','entry':[{'item':{'reference':'Condition/c1'}},"
                        + "{'item':{'reference':'Condition/c3'}}]}");
        organization("top", "none");
        organization("mid", "top");
        organization("low", "mid");
        organization("round", "round");
        store.put(
                "Location/bern",
                "{'resourceType':'Location','name':'Bern','managingOrganization':{'reference':'Organization/top'},'position':{'latitude':46.948,'longitude':7.4474}}");
        store.put(
                "Location/zurich",
                "{'resourceType':'Location','name':'Zurich','managingOrganization':{'reference':'Organization/mid'},'position':{'latitude':47.3769,'longitude':8.5417}}");
        store.put(
                "Observation/byAnna",
                "{'resourceType':'Observation','status':'final','code':{'text':'mood'},'subject':{'reference':'Patient/bert'},"
                        + "'performer':[{'reference':'Patient/anna'}]}");
        store.put(
                "Observation/ofAnna",
                "{'resourceType':'Observation','status':'final','code':{'text':'pulse'},'subject':{'reference':'Patient/anna'}}");
        store.put(
                "Observation/ofWard",
                "{'resourceType':'Observation','status':'final','code':{'text':'noise'},'subject':{'reference':'Group/ward'}}");
        store.put(
                "Questionnaire/q",
                "{'resourceType':'Questionnaire','status':'active','url':'http://example.org/q','title':'Phq'}");
        store.put(
                "QuestionnaireResponse/r",
                "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':'http://example.org/q|3'}");
        store.put(
                "DocumentReference/d1",
                "{'resourceType':'DocumentReference','status':'current','content':[{'attachment':{}}]}");
        store.put(
                "DocumentReference/d2",
                "{'resourceType':'DocumentReference','status':'current','content':[{'attachment':{}}],'relatesTo':[{'code':'replaces',"
                        + "'target':{'reference':'DocumentReference/d1'}}]}");
        store.put(
                "MolecularSequence/s",
                "{'resourceType':'MolecularSequence','coordinateSystem':0,'referenceSeq':{'chromosome':{'coding':[{'code':'7'}]},"
                        + "'windowStart':10,'windowEnd':90},'variant':[{'start':20,'end':30}]}");
        store.put(
                "Bundle/doc",
                "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','id':'comp'}}]}");
        store.put(
                "Appointment/both",
                "{'resourceType':'Appointment','status':'booked','participant':[{'actor':{'reference':'Patient/anna'},'status':'accepted'},"
                        + "{'actor':{'reference':'Patient/bert'},'status':'accepted'}]}");
    }

    private static void organization(String id, String parent) {
        store.put(
                "Organization/" + id,
                "{'resourceType':'Organization','name':'x','partOf':{'reference':'Organization/" + parent + "'}}");
    }

    private static void condition(String id, String patient, String code, String text) {
        store.put(
                "Condition/" + id,
                "{'resourceType':'Condition','subject':{'reference':'Patient/" + patient
                        + "'},'code':{'coding':[{'system':'urn:cs','code':'" + code + "'}],'text':'" + text + "'}}");
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest(name = "{0}?{1} finds {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Condition~code:text=mitral~c1",
                "Condition~code:text=disease~c2",
                "Condition~code:text=PNEU,mitral~c1 c3",
                "Patient~_has:Condition:patient:code:text=pneum~bert",
                "Condition~patient.name=rob&code:text=mitral~c1",
                "Condition~code:in=urn:vs:listed~c1 c3",
                "Condition~code:in=urn:vs:listed|2~c1 c3",
                "Condition~code:in=ValueSet/listed~c1 c3",
                "Condition~code:not-in=urn:vs:listed~c2",
                "Condition~code:in=urn:vs:branch~c2",
                "Condition~code:in=urn:vs:whole~c1 c2 c3",
                "Condition~code:below=urn:cs|valve~c1 c2",
                "Condition~code:above=urn:cs|valve~c2",
                "Condition~code:above=urn:cs|mitral~c1 c2",
                "Patient~gender:in=urn:vs:gender~anna",
                "Patient~gender:not-in=urn:vs:gender~bert carl",
                "Patient~gender=http://hl7.org/fhir/administrative-gender|female~anna",
                "Patient~gender=urn:other|female~-",
                "Patient~gender=|female~anna",
                "Patient~deceased=http://terminology.hl7.org/CodeSystem/special-values|false~anna bert carl",
                "Patient~deceased=urn:other|false~-",
                "Patient~telecom=phone|555~anna",
                "Patient~email=ANNA@example.ORG~anna",
                "Patient~phonetic=Rupert~anna carl",
                "Patient~_text=skiing~anna",
                "Patient~_text=skiing lot~anna",
                "Patient~_text=skiing swims~-",
                "Patient~_content=bird~bert",
                "Condition~_content=pneumonia~c3",
                "Organization~partof:below=top~mid low",
                "Organization~partof:below=Organization/mid~low",
                "Organization~partof:above=low~low mid top",
                "Organization~partof:above=round~round",
                "Location~organization:below=top~bern zurich",
                "Location~organization:below=mid~zurich",
                "Location~organization:above=Organization/mid~bern zurich",
                "Location~organization:below=nobody~-",
                "Condition~_list=l1~c1 c3",
                "Condition~_list=none~-",
                "Location~near=46.95|7.44|10|km~bern",
                "Location~near=46.95|7.44|200|km~bern zurich",
                "Location~near=46.95|7.44~bern",
                "Observation~_compartment=Patient/anna~byAnna ofAnna",
                "Observation~_compartment=Patient/bert~byAnna",
                "Condition~_compartment=Patient/bert~c3",
                "QuestionnaireResponse~questionnaire=http://example.org/q~r",
                "QuestionnaireResponse~questionnaire.title=phq~r",
                "DocumentReference~relationship=DocumentReference/d1$replaces~d2",
                "DocumentReference~relationship=DocumentReference/d1$appends~-",
                "MolecularSequence~chromosome-window-coordinate=7$ge10$lt100~s",
                "MolecularSequence~chromosome-window-coordinate=7$ge10$lt90~-",
                "MolecularSequence~chromosome-variant-coordinate=7$20$30~s",
                "Bundle~composition=Composition/comp~doc",
                "Bundle~composition=comp~doc",
                "Observation~subject=anna~ofAnna",
                "Observation~subject=ward~ofWard",
                "Observation~subject=Group/ward~ofWard",
                "Appointment~patient=anna~both",
                "Appointment~patient=Patient/bert~both",
                "Appointment~patient.name=bird~both",
                "Appointment~practitioner:missing=true~both",
                "Patient~_has:Appointment:patient:status=booked~anna bert"
            })
    void findsBy(String type, String query, String expected) {
        List<String> found = store.find(type, query.replace("|", "%7C").replace(" ", "%20"));

        assertThat(found).containsExactlyInAnyOrder(expected.equals("-") ? new String[0] : expected.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "Condition~code:in=urn:vs:nowhere~code:in",
                "Condition~code:below=urn:cs~code:below",
                "Condition~code:below=urn:other|x~code:below",
                "Condition~patient:below=anna~patient:below",
                "Location~organization:below=http://elsewhere.org/1~organization:below",
                "Location~near=91|0~near",
                "Location~near=a|b~near",
                "Patient~_list=a b~_list",
                "Patient~name:nonsense=a~name:nonsense",
                "Patient~_count:not=1~_count:not",
                "Patient~_include:nonsense=Patient:organization~_include:nonsense",
                "Patient~_revinclude=Observation:code~_revinclude",
                "Patient~_sort=name,nothing~_sort",
                "Patient~_elements=a b~_elements",
                "Patient~_contained=maybe~_contained",
                "Medication~_contained=true&ingredient.code=x~_contained",
                "Medication~_contained=true&_text=x~_contained",
                "Medication~_contained=true&_sort=code~_sort",
                "Medication~_contained=true&_containedType=contained~_containedType",
                "Patient~name=,~name",
                "DocumentReference~relationship=a~relationship",
                "Group~characteristic-value=|$x~characteristic-value"
            })
    void refusesNamingTheParameter(String type, String query, String parameter) {
        assertThatThrownBy(() -> store.find(type, query.replace("|", "%7C").replace(" ", "%20")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind().status()).isEqualTo(400);
                    assertThat(problem.expression()).isEqualTo(parameter);
                });
    }

    @Test
    void namesWhatIsValid() {
        assertThatThrownBy(() -> store.find("Patient", "nmae=x")).hasMessageContaining("name, organization");
        assertThatThrownBy(() -> store.find("Patient", "name:not=x")).hasMessageContaining("contains, exact, missing");
        assertThatThrownBy(() -> store.find("Patient", "_sort=x")).hasMessageContaining("birthdate");
        assertThatThrownBy(() -> store.find("Encounter", "_include=Encounter:x"))
                .hasMessageContaining("service-provider");
    }

    @Test
    void leavesOutWhatItDoesNotKnowOnlyWhenAsked() {
        Page page = store.searches.search(
                new Search(Optional.of("Patient"), "nmae=x&name:not=y&_sort=x&name=bird", true, Optional.empty()), ALL);

        assertThat(page.matches()).hasSize(1);
        assertThat(page.ignored()).containsExactly("nmae", "name:not", "_sort");
    }

    @Test
    void sortsByTokensAndReferences() {
        assertThat(store.find("Patient", "_sort=gender,family")).containsExactly("anna", "bert", "carl");
        assertThat(store.find("Patient", "_sort=-gender,-family")).containsExactly("carl", "bert", "anna");
        assertThat(store.find("Condition", "_sort=subject,-code")).containsExactly("c2", "c1", "c3");
        assertThat(store.find("Condition", "_sort=-_lastUpdated")).containsExactly("c3", "c2", "c1");
        assertThat(store.find("Condition", "_sort=_lastUpdated")).containsExactly("c1", "c2", "c3");
    }

    @Test
    void includesEverythingThatPointsHereOrFromHere() {
        assertThat(included("Patient", "_id=anna&_revinclude=*"))
                .containsExactlyInAnyOrder(
                        "Condition/c1", "Condition/c2", "Observation/ofAnna", "Observation/byAnna", "Appointment/both");
        assertThat(included("Appointment", "_include=*")).containsExactlyInAnyOrder("Patient/anna", "Patient/bert");
        assertThat(included("QuestionnaireResponse", "_include=QuestionnaireResponse:questionnaire"))
                .containsExactly("Questionnaire/q");
        assertThat(included("Patient", "_id=bert&_revinclude=Appointment:patient"))
                .containsExactly("Appointment/both");
        assertThat(included("Condition", "_id=c1&_include=Condition:patient&_revinclude:iterate=Observation:performer"))
                .containsExactlyInAnyOrder("Patient/anna", "Observation/byAnna");
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
}
