package org.consentry.gateway.web.fhir.operation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpResponse;
import java.util.List;
import org.consentry.gateway.proof.MovableMemberKeys;
import org.consentry.gateway.validation.TestValidation;
import org.consentry.gateway.validation.Validation;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.FhirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class OperationsIT {
    private static final String A = "hospital-a";
    private static final String B = "hospital-b";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = FhirServer.with(OperationsIT::operations);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<FhirOperation> operations(FhirServer on) {
        Disclosures disclosures = new Disclosures(on, on, on.store.records);
        Validation validation = TestValidation.ofBaseR4();
        Vocabularies vocabularies =
                new Vocabularies(validation, disclosures, on.store.records, FhirContext.forR4Cached());
        MetaChange change = new MetaChange(
                disclosures,
                on.store.submissions,
                on,
                new DefaultListableBeanFactory().getBeanProvider(org.consentry.gateway.web.fhir.WriteRoute.class));
        return List.of(
                new ValidateOperation(validation, disclosures),
                new MetaOperation(disclosures, on.store.searches),
                new MetaAddOperation(change),
                new MetaDeleteOperation(change),
                new MatchOperation(disclosures, on.store.records),
                new LastnOperation(disclosures, on.store.records, on.store.searches),
                new DocrefOperation(disclosures, on.store.records, on.store.searches),
                new EncounterEverythingOperation(disclosures, on.store.searches),
                new ProcessMessageOperation(
                        on.store.submissions, on.store.records, on, MovableMemberKeys.signaturesOfNobody()),
                new ExpandOperation(vocabularies, java.time.Clock.systemUTC()),
                new LookupOperation(vocabularies),
                new ValidateCodeOperation(vocabularies));
    }

    @Test
    void matchesNobodyForAStranger() {
        server.put(
                A,
                "/Patient/match-1",
                "{'resourceType':'Patient','id':'match-1','identifier':[{'system':'urn:mrn','value':'M1'}],"
                        + "'name':[{'family':'Matchman','given':['Max']}],'birthDate':'1970-01-01','gender':'male'}");
        String asked =
                "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':'Patient',"
                        + "'identifier':[{'system':'urn:mrn','value':'M1'}],'birthDate':'1970-01-01'}}]}";

        HttpResponse<String> own = server.post(A, "/Patient/$match", asked);
        HttpResponse<String> stranger = server.post(B, "/Patient/$match", asked);
        HttpResponse<String> nobody = server.post(B, "/Patient/$match", asked.replace("M1", "M-none"));

        assertThat(own.body()).contains("\"valueCode\":\"certain\"", "\"score\":1.0", "match-1");
        assertThat(stranger.body()).contains("\"total\":0").isEqualTo(nobody.body());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "'name':[{'family':'Gradé','given':['Gwen']}],'birthDate':'1980-02-03','gender':'female' ~ probable",
                "'name':[{'family':'grade'}],'birthDate':'1980-02-03' ~ possible",
                "'identifier':[{'system':'urn:mrn','value':'G1'}],'birthDate':'1999-09-09' ~ possible",
                "'name':[{'family':'Grade'}] ~ none",
                "'identifier':[{'system':'urn:mrn','value':'G|1,$'}] ~ none"
            })
    void gradesByWhatAgrees(String elements, String grade) {
        server.put(
                A,
                "/Patient/match-2",
                "{'resourceType':'Patient','id':'match-2','identifier':[{'system':'urn:mrn','value':'G1'}],"
                        + "'name':[{'family':'Grade','given':['Gwen']}],'birthDate':'1980-02-03','gender':'female'}");

        String body = server.post(
                        A,
                        "/Patient/$match",
                        "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':'Patient',"
                                + elements + "}}]}")
                .body();

        assertThat(body).contains(grade.equals("none") ? "\"total\":0" : "\"valueCode\":\"" + grade + "\"");
    }

    @Test
    void answersOnlyCertainMatchesWhenAskedTo() {
        String only = "{'resourceType':'Parameters','parameter':[{'name':'onlyCertainMatches','valueBoolean':true},"
                + "{'name':'resource','resource':{'resourceType':'Patient','name':[{'family':'Matchman'}],'birthDate':'1970-01-01'}}]}";

        assertThat(server.post(A, "/Patient/$match", only).body()).contains("\"total\":0");
        assertThat(server.post(A, "/Patient/$match", "{'resourceType':'Parameters'}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void validatesWhatIsSentAndWhatIsStored() {
        server.put(A, "/Patient/valid", "{'resourceType':'Patient','id':'valid','gender':'female'}");

        assertThat(server.post(A, "/Patient/$validate", "{'resourceType':'Patient','gender':'perhaps'}")
                        .body())
                .contains("\"severity\":\"error\"", "Patient.gender");
        assertThat(server.post(A, "/Patient/$validate", "{'resourceType':'Observation','status':'final'}")
                        .body())
                .contains("Observation.code", "The URL is for Patient");
        assertThat(server.post(A, "/Patient/$validate?mode=update", "{'resourceType':'Patient'}")
                        .body())
                .contains("An update needs the id");
        assertThat(server.get(A, "/Patient/valid/$validate").body()).doesNotContain("\"severity\":\"error\"");
        assertThat(server.get(B, "/Patient/valid/$validate").statusCode()).isEqualTo(404);
        assertThat(server.get(A, "/Patient/valid/$validate?mode=delete").statusCode())
                .isEqualTo(200);
        assertThat(server.get(A, "/Patient/valid/$validate?mode=frob").statusCode())
                .isEqualTo(400);
        assertThat(server.get(A, "/Patient/valid/$validate?profile=urn:unknown").statusCode())
                .isEqualTo(400);
        assertThat(server.get(A, "/Patient/valid/$validate?profile=http://hl7.org/fhir/StructureDefinition/Patient")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void validatesWhateverIsSentToTheBase() {
        String wrong = "{'resourceType':'Patient','gender':'perhaps'}";

        assertThat(server.post(A, "/$validate", wrong).body())
                .contains("\"severity\":\"error\"", "Patient.gender")
                .doesNotContain("The URL is for");
        assertThat(server.post(
                                A,
                                "/$validate",
                                "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':" + wrong
                                        + "}]}")
                        .body())
                .contains("Patient.gender");
        assertThat(server.post(
                                A,
                                "/$validate",
                                "{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'urn:uuid:"
                                        + "00000000-0000-4000-8000-000000000001','resource':" + wrong + "}]}")
                        .body())
                .contains("Bundle.entry[0].resource", "gender");
        assertThat(server.post(A, "/$validate?mode=delete", wrong).statusCode()).isEqualTo(400);
        assertThat(server.get(A, "/$validate").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsWhatIsInUse() {
        String labelled = "{'resourceType':'%s','id':'in-use','meta':{'profile':['urn:profile:%s'],"
                + "'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}],"
                + "'tag':[{'system':'urn:in-use','code':'%s'},{'system':'urn:other','code':'%s'}]}%s}";
        server.put(A, "/Patient/in-use", labelled.formatted("Patient", "p", "tp", "tp", ""));
        server.put(
                A,
                "/Condition/in-use",
                labelled.formatted("Condition", "c", "tc", "tc", ",'subject':{'reference':'Patient/in-use'}"));

        String ofPatients = server.get(A, "/Patient/$meta").body();
        String ofAll = server.get(A, "/$meta").body();

        assertThat(ofPatients)
                .contains("\"name\":\"return\"", "urn:profile:p", "\"urn:in-use\"", "\"urn:other\"", "\"tp\"", "\"R\"")
                .doesNotContain("urn:profile:c", "\"tc\"", "versionId");
        assertThat(ofAll).contains("urn:profile:p", "urn:profile:c", "\"tp\"", "\"tc\"");
        assertThat(server.get(B, "/$meta").body()).doesNotContain("urn:profile", "\"tp\"", "\"tc\"");
        assertThat(server.get(A, "/Goal/$meta").statusCode()).isEqualTo(200);
    }

    @Test
    void addsAndTakesAwayTags() {
        server.put(A, "/Organization/meta", "{'resourceType':'Organization','id':'meta','name':'Meta'}");
        String tag =
                "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'system':'urn:t','code':'x'}]}}]}";

        assertThat(server.post(B, "/Organization/meta/$meta-add", tag).statusCode())
                .isEqualTo(403);
        assertThat(server.post(A, "/Organization/meta/$meta-add", tag).body()).contains("\"code\":\"x\"");
        assertThat(server.post(A, "/Organization/meta/$meta-add", tag).body()).contains("\"versionId\":\"2\"");
        assertThat(server.get(A, "/Organization?_tag=urn:t%7Cx").body()).contains("Organization/meta");
        assertThat(server.post(A, "/Organization/meta/$meta-delete", tag).body())
                .doesNotContain("\"code\":\"x\"");
        assertThat(server.get(A, "/Organization/meta/$meta").body()).contains("\"versionId\":\"3\"");
        assertThat(server.post(A, "/Organization/meta/$meta-add", "{'resourceType':'Parameters'}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void givesTheNewestOfEachCode() {
        server.put(A, "/Patient/last", "{'resourceType':'Patient','id':'last'}");
        for (int i = 1; i <= 3; i++) {
            for (String code : List.of("glucose", "sodium")) {
                server.put(
                        A,
                        "/Observation/" + code + i,
                        "{'resourceType':'Observation','id':'" + code + i
                                + "','status':'final','code':{'coding':[{'system':'urn:c','code':'" + code
                                + "'}]},'subject':{'reference':'Patient/last'},'effectiveDateTime':'2026-01-0" + i
                                + "'}");
            }
        }

        String one = server.get(A, "/Observation/$lastn?patient=last").body();
        String two = server.get(A, "/Observation/$lastn?max=2&patient=last&code=urn:c%7Cglucose")
                .body();

        assertThat(one).contains("\"total\":2", "Observation/glucose3", "Observation/sodium3");
        assertThat(two).contains("\"total\":2", "glucose3", "glucose2").doesNotContain("sodium", "glucose1");
        assertThat(server.get(B, "/Observation/$lastn?patient=last").body()).contains("\"total\":0");
        assertThat(server.get(A, "/Observation/$lastn").statusCode()).isEqualTo(400);
    }

    @Test
    void findsDocumentsAndEverythingOfAnEncounter() {
        server.put(A, "/Patient/docs", "{'resourceType':'Patient','id':'docs'}");
        server.put(
                A,
                "/Encounter/docs",
                "{'resourceType':'Encounter','id':'docs','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/docs'}}");
        server.put(
                A,
                "/DocumentReference/doc",
                "{'resourceType':'DocumentReference','id':'doc','status':'current','subject':{'reference':'Patient/docs'},"
                        + "'context':{'encounter':[{'reference':'Encounter/docs'}],'period':{'start':'2026-03-01','end':'2026-03-02'}}}");

        assertThat(server.get(A, "/DocumentReference/$docref?patient=docs").body())
                .contains("\"total\":1");
        assertThat(server.get(A, "/DocumentReference/$docref?patient=docs&start=2027-01-01")
                        .body())
                .contains("\"total\":0");
        assertThat(server.get(A, "/DocumentReference/$docref").statusCode()).isEqualTo(400);
        assertThat(server.get(A, "/Encounter/docs/$everything").body())
                .contains("Encounter/docs", "DocumentReference/doc", "Patient/docs");
        assertThat(server.get(B, "/Encounter/docs/$everything").statusCode()).isEqualTo(404);
    }

    @Test
    void storesWhatAMessageCarriesOnce() {
        String message = """
                {'resourceType':'Bundle','type':'message','entry':[
                 {'resource':{'resourceType':'MessageHeader','id':'m1','eventUri':'urn:admit','source':{'endpoint':'urn:ehr'},
                   'focus':[{'reference':'Patient/theirs'}]}},
                 {'resource':{'resourceType':'Patient','id':'theirs','identifier':[{'system':'urn:msg','value':'7'}],
                   'name':[{'family':'Messaged'}]}},
                 {'resource':{'resourceType':'Condition','id':'c','subject':{'reference':'Patient/theirs'}}}]}""";

        HttpResponse<String> first = server.post(A, "/$process-message", message);
        HttpResponse<String> second = server.post(A, "/$process-message", message);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.body()).contains("\"identifier\":\"m1\",\"code\":\"ok\"");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(server.get(A, "/Patient?identifier=urn:msg%7C7&_total=accurate")
                        .body())
                .contains("\"total\":1");
        assertThat(server.get(A, "/Condition?patient.identifier=urn:msg%7C7&_total=accurate")
                        .body())
                .contains("\"total\":1");
        assertThat(server.post(A, "/$process-message", "{'resourceType':'Bundle','type':'batch'}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.post(
                                A,
                                "/$process-message",
                                message.replace("m1", "m2").replace("'Patient/theirs'}}}]", "'Patient/nobody'}}}]"))
                        .body())
                .contains("fatal-error", "or there is none");
    }

    @Test
    void knowsR4sOwnTerms() {
        assertThat(server.get(A, "/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender")
                        .body())
                .contains("\"code\":\"female\"", "\"status\":\"active\"", "\"timestamp\"");
        assertThat(server.get(A, "/ValueSet/$expand?url=urn:unknown").statusCode())
                .isEqualTo(404);
        assertThat(server.get(A, "/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=female")
                        .body())
                .contains("Female");
        assertThat(server.get(
                                A,
                                "/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender"
                                        + "&system=http://hl7.org/fhir/administrative-gender&code=frob")
                        .body())
                .contains("\"valueBoolean\":false");
    }
}
