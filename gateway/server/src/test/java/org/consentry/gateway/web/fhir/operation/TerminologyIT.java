package org.consentry.gateway.web.fhir.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.consentry.gateway.validation.TestValidation;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.FhirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about codes: of R4's own systems, and of those that were stored here. */
class TerminologyIT {
    private static final String A = "hospital-a";
    private static final String GENDER = "http://hl7.org/fhir/administrative-gender";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = FhirServer.with(TerminologyIT::operations);
        server.put(A, "/CodeSystem/colors", """
                {'resourceType':'CodeSystem','id':'colors','url':'urn:colors','version':'1','name':'Colors','status':'active',
                 'content':'complete','concept':[
                  {'code':'red','display':'Red','definition':'As blood','designation':[{'language':'de','value':'Rot'}],
                   'concept':[{'code':'scarlet','display':'Scarlet','concept':[{'code':'deep','display':'Deep scarlet'}]}]},
                  {'code':'blue','display':'Blue'},
                  {'code':'navy','display':'Navy','property':[{'code':'parent','valueCode':'blue'}]}]}""");
        server.put(A, "/ValueSet/reds", """
                {'resourceType':'ValueSet','id':'reds','url':'urn:reds','status':'active','compose':{'include':[
                  {'system':'urn:colors','filter':[{'property':'concept','op':'is-a','value':'red'}]}]}}""");
        server.put(A, "/ValueSet/few", """
                {'resourceType':'ValueSet','id':'few','url':'urn:few','status':'active','compose':{'include':[
                  {'valueSet':['urn:reds']},{'system':'urn:colors','concept':[{'code':'blue'}]}]}}""");
        server.put(A, "/ValueSet/loop", """
                {'resourceType':'ValueSet','id':'loop','url':'urn:loop','status':'active','compose':{'include':[
                  {'valueSet':['urn:loop']},{'valueSet':['urn:loop']}]}}""");
        server.put(A, "/ConceptMap/tones", """
                {'resourceType':'ConceptMap','id':'tones','url':'urn:tones','status':'active','group':[
                  {'source':'urn:colors','target':'urn:paint','element':[
                   {'code':'red','target':[{'code':'R1','display':'Paint one','equivalence':'equivalent'}]},
                   {'code':'navy','target':[{'equivalence':'unmatched'}]}],
                   'unmapped':{'mode':'fixed','code':'X'}}]}""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<FhirOperation> operations(FhirServer on) {
        Vocabularies vocabularies = new Vocabularies(
                TestValidation.ofBaseR4(),
                new Disclosures(on, on, on.store.records),
                on.store.records,
                FhirContext.forR4Cached());
        return List.of(
                new ExpandOperation(vocabularies, Clock.systemUTC()),
                new LookupOperation(vocabularies),
                new ValidateCodeOperation(vocabularies),
                new CodeSystemValidateCodeOperation(vocabularies),
                new SubsumesOperation(vocabularies),
                new TranslateOperation(vocabularies));
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "/ValueSet/$expand?url=urn:reds~200~\"code\":\"deep\"",
                "/ValueSet/reds/$expand~200~\"total\":3",
                "/ValueSet/few/$expand~200~\"total\":4",
                "/ValueSet/reds/$expand?filter=SCARL~200~\"total\":2",
                "/ValueSet/reds/$expand?offset=1&count=1~200~\"offset\":1",
                "/ValueSet/loop/$expand~422~too-costly",
                "/ValueSet/nobody/$expand~404~no such",
                "/ValueSet/$expand?url=urn:nobody~404~url",
                "/ValueSet/$expand~400~url",
                "/ValueSet/reds/$validate-code?system=urn:colors&code=scarlet~200~\"valueBoolean\":true",
                "/ValueSet/reds/$validate-code?system=urn:colors&code=blue~200~\"valueBoolean\":false",
                "/ValueSet/$validate-code?url=urn:few&system=urn:colors&code=blue~200~\"valueBoolean\":true",
                "/ValueSet/$validate-code?url=urn:few&system=urn:colors~400~\"code\"",
                "/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/languages&system=urn:ietf:bcp:47&code=de~200~true",
                "/CodeSystem/$validate-code?url=urn:colors&code=navy~200~\"valueBoolean\":true",
                "/CodeSystem/colors/$validate-code?code=navy&display=Black~200~\"valueBoolean\":false",
                "/CodeSystem/colors/$validate-code?code=red&display=rot~200~\"valueBoolean\":true",
                "/CodeSystem/$validate-code?url=http://hl7.org/fhir/administrative-gender&code=male~200~true",
                "/CodeSystem/$lookup?system=urn:colors&code=red~200~Rot",
                "/CodeSystem/$lookup?system=urn:colors&version=1&code=red~200~As blood",
                "/CodeSystem/$lookup?system=urn:colors&version=2&code=red~404~code",
                "/CodeSystem/$lookup?code=red~400~system",
                "/CodeSystem/$lookup?system=http://unitsofmeasure.org&code=mg~200~display",
                "/CodeSystem/$subsumes?system=urn:colors&codeA=red&codeB=deep~200~\"valueCode\":\"subsumes\"",
                "/CodeSystem/colors/$subsumes?codeA=deep&codeB=red~200~subsumed-by",
                "/CodeSystem/colors/$subsumes?codeA=blue&codeB=navy~200~\"valueCode\":\"subsumes\"",
                "/CodeSystem/colors/$subsumes?codeA=red&codeB=red~200~equivalent",
                "/CodeSystem/colors/$subsumes?codeA=red&codeB=blue~200~not-subsumed",
                "/CodeSystem/colors/$subsumes?codeA=red&codeB=green~404~codeB",
                "/CodeSystem/$subsumes?codeA=red&codeB=blue~400~system",
                "/ConceptMap/tones/$translate?system=urn:colors&code=red~200~\"code\":\"R1\"",
                "/ConceptMap/$translate?url=urn:tones&system=urn:colors&code=red&targetsystem=urn:paint~200~equivalent",
                "/ConceptMap/tones/$translate?system=urn:colors&code=red&targetsystem=urn:else~200~\"valueBoolean\":false",
                "/ConceptMap/tones/$translate?system=urn:colors&code=navy~200~\"valueBoolean\":false",
                "/ConceptMap/tones/$translate?system=urn:colors&code=blue~200~\"code\":\"X\"",
                "/ConceptMap/tones/$translate?system=urn:paint&code=R1&reverse=true~200~\"code\":\"red\"",
                "/ConceptMap/$translate?system=urn:colors&code=red~400~url"
            })
    void answers(String path, int status, String part) {
        HttpResponse<String> answer = server.get(A, path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "/CodeSystem/$lookup ~ {'name':'coding','valueCoding':{'system':'urn:colors','code':'blue'}} ~ Blue",
                "/ValueSet/reds/$validate-code ~ {'name':'coding','valueCoding':{'system':'urn:colors','code':'deep'}} ~ true",
                "/ValueSet/reds/$validate-code ~ {'name':'codeableConcept','valueCodeableConcept':{'coding':[{'system':'urn:colors','code':'blue'},{'system':'urn:colors','code':'deep'}]}} ~ true",
                "/CodeSystem/$subsumes ~ {'name':'codingA','valueCoding':{'system':'urn:colors','code':'red'}},{'name':'codingB','valueCoding':{'system':'urn:colors','code':'deep'}} ~ subsumes",
                "/ConceptMap/tones/$translate ~ {'name':'coding','valueCoding':{'system':'urn:colors','code':'red'}} ~ R1",
                "/ValueSet/$expand ~ {'name':'valueSet','resource':{'resourceType':'ValueSet','status':'active','compose':{'include':[{'system':'urn:colors'}]}}} ~ navy"
            })
    void answersWhatABodyAsks(String path, String parameters, String part) {
        HttpResponse<String> answer =
                server.post(A, path, "{'resourceType':'Parameters','parameter':[" + parameters + "]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(part);
    }

    /** Each names the next one twice: a chain of thirty would be a thousand million sets. */
    @Test
    void endsWhereValueSetsLeadToEverMore() {
        for (int i = 0; i < 30; i++) {
            String next = "{'valueSet':['urn:doubled:" + (i + 1) + "']}";
            server.put(
                    A,
                    "/ValueSet/doubled" + i,
                    "{'resourceType':'ValueSet','id':'doubled" + i + "','url':'urn:doubled:" + i
                            + "','status':'active','compose':{'include':[" + next + "," + next + "]}}");
        }

        HttpResponse<String> answer =
                assertTimeout(Duration.ofSeconds(20), () -> server.get(A, "/ValueSet/doubled0/$expand"));

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
    }

    @Test
    void knowsWhatChangedAtOnce() {
        String set =
                "{'resourceType':'ValueSet','id':'moving','url':'urn:moving','status':'active','compose':{'include':["
                        + "{'system':'" + GENDER + "','concept':[{'code':'%s'}]}]}}";
        String asked = "/ValueSet/$validate-code?url=urn:moving&system=" + GENDER + "&code=female";
        server.put(A, "/ValueSet/moving", set.formatted("male"));
        assertThat(server.get(A, asked).body()).contains("\"valueBoolean\":false");

        server.put(A, "/ValueSet/moving", set.formatted("female"));

        assertThat(server.get(A, asked).body()).contains("\"valueBoolean\":true");
    }
}
