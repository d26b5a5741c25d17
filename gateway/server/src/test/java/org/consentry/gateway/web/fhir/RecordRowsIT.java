package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.closure.Closing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of the acceptance table that are about records, each from outside: HTTP, and nothing else. */
class RecordRowsIT {
    private static final String A = "hospital-a";
    private static final String B = "hospital-b";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        server.store.participants.add(new Closing(server.store.database.dataSource()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void patient(String id, String more) {
        server.put(A, "/Patient/" + id, "{'resourceType':'Patient','id':'" + id + "'" + more + "}");
    }

    @Test
    void er09RegistersAPractitionerAndTheInstitutionTogetherOrNotAtAll() {
        String entries = """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'fullUrl':'urn:uuid:o','resource':{'resourceType':'Organization','name':'Er09'},'request':{'method':'POST','url':'Organization'}},
                 {'fullUrl':'urn:uuid:p','resource':{'resourceType':'Practitioner','name':[{'family':'Er09'}]},'request':{'method':'POST','url':'Practitioner'}},
                 {'resource':{'resourceType':'PractitionerRole','practitioner':{'reference':'urn:uuid:p'},'organization':{'reference':'urn:uuid:o'}},
                  'request':{'method':'POST','url':'%s'}}]}""";

        assertThat(server.post(A, "", entries.formatted("Practitioner")).statusCode())
                .isEqualTo(400);
        assertThat(count("/Organization?name=er09")).isZero();
        assertThat(server.post(A, "", entries.formatted("PractitionerRole")).statusCode())
                .isEqualTo(200);
        assertThat(count("/PractitionerRole?practitioner.name=er09&organization.name=er09"))
                .isEqualTo(1);
    }

    @Test
    void er08TellsRolesWithTheirOrganizations() {
        server.put(A, "/Organization/er08", "{'resourceType':'Organization','id':'er08'}");
        server.put(A, "/Practitioner/er08", "{'resourceType':'Practitioner','id':'er08'}");
        server.put(
                A,
                "/PractitionerRole/er08",
                "{'resourceType':'PractitionerRole','id':'er08','practitioner':{'reference':'Practitioner/er08'},'organization':{'reference':'Organization/er08'}}");

        assertThat(server.get(A, "/PractitionerRole?practitioner=er08&_include=PractitionerRole:organization")
                        .body())
                .contains("PractitionerRole/er08", "Organization/er08", "\"mode\":\"include\"");
    }

    @Test
    void er12And14FindEndpointsByIdentifier() {
        server.put(
                A,
                "/Endpoint/er12",
                "{'resourceType':'Endpoint','id':'er12','status':'active','identifier':[{'system':'urn:node','value':'n-1'}]}");

        assertThat(count("/Endpoint?identifier=urn:node%7Cn-1")).isEqualTo(1);
        assertThat(count("/Endpoint?identifier=urn:node%7Cn-2")).isZero();
    }

    @Test
    void er13FindsPractitionersByNameForThoseSignedIn() {
        server.put(
                A,
                "/Practitioner/er13",
                "{'resourceType':'Practitioner','id':'er13','name':[{'family':'Thirteen','given':['Tess']}]}");

        assertThat(server.get(B, "/Practitioner?name=thirt").body()).contains("Practitioner/er13");
        assertThat(server.get("", "/Practitioner?name=thirt").statusCode()).isEqualTo(401);
    }

    @Test
    void er50KeepsThatAConditionDidNotOccur() {
        patient("er50", "");
        server.put(
                A,
                "/Condition/er50",
                "{'resourceType':'Condition','id':'er50','subject':{'reference':'Patient/er50'},'verificationStatus':{'coding':["
                        + "{'system':'http://terminology.hl7.org/CodeSystem/condition-ver-status','code':'refuted'}]}}");

        assertThat(count("/Condition?patient=er50&verification-status=refuted")).isEqualTo(1);
    }

    @Test
    void er51ListsThePatientsOneMaySeePageByPage() {
        for (int i = 0; i < 20; i++) {
            patient("er51-" + i, ",'name':[{'family':'Fiftyone'}]");
        }
        server.consent("er51-3", "Patient");

        assertThat(ids(A, "/Patient?family=fiftyone&_count=8", "er51-\\d+"))
                .hasSize(20)
                .doesNotHaveDuplicates();
        assertThat(ids(B, "/Patient?family=fiftyone&_count=8&_total=accurate", "er51-\\d+"))
                .containsExactly("er51-3");
        assertThat(server.get(B, "/Patient?family=fiftyone&_total=accurate").body())
                .contains("\"total\":1");
    }

    @Test
    void er52And53ShowOneRecordAndNoOther() {
        patient("er53", "");
        patient("er53-other", "");
        for (String id : List.of("er53", "er53-other")) {
            server.put(
                    A,
                    "/Condition/" + id,
                    "{'resourceType':'Condition','id':'" + id + "','subject':{'reference':'Patient/" + id + "'}}");
        }

        assertThat(server.get(A, "/Patient/er53/$everything").body())
                .contains("Patient/er53\"", "Condition/er53\"")
                .doesNotContain("er53-other");
    }

    @Test
    void er54KeepsEarlierVersions() {
        patient("er54", ",'gender':'male'");
        patient("er54", ",'gender':'female'");
        server.call("DELETE", A, "/Patient/er54");

        assertThat(server.get(A, "/Patient/er54").statusCode()).isEqualTo(410);
        assertThat(server.get(A, "/Patient/er54/_history/1").body()).contains("\"male\"");
        assertThat(server.get(A, "/Patient/er54/_history/3").statusCode()).isEqualTo(410);
        assertThat(server.get(A, "/Patient/er54/_history").body()).contains("\"total\":3");
        assertThat(ids(A, "/Patient/er54/_history?_count=1", "\"etag\":\"W/\\\\\"\\d"))
                .hasSize(3);
        assertThat(server.get(A, "/Patient/_history?_count=5").statusCode()).isEqualTo(200);
    }

    @Test
    void bc11MakesARecordOnce() {
        String body = "{'resourceType':'Patient','identifier':[{'system':'urn:bc11','value':'1'}],"
                + "'managingOrganization':{'reference':'Organization/bc11'}}";

        HttpResponse<String> first = server.post(A, "/Patient", body, "If-None-Exist", "identifier=urn:bc11%7C1");
        HttpResponse<String> again = server.post(A, "/Patient", body, "If-None-Exist", "identifier=urn:bc11%7C1");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(count("/Patient?identifier=urn:bc11%7C1")).isEqualTo(1);
    }

    @Test
    void bc12KeepsLabelsAndLetsOnlyTheOwnerChange() {
        patient("bc12", "");
        String labeled =
                "{'resourceType':'Condition','id':'bc12','subject':{'reference':'Patient/bc12'},'meta':{'security':["
                        + "{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]}}";

        assertThat(server.put(A, "/Condition/bc12", labeled).statusCode()).isEqualTo(201);
        assertThat(server.put(B, "/Condition/bc12", labeled.replace("'R'", "'N'"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(count("/Condition?_security=R&_id=bc12")).isEqualTo(1);
    }

    @Test
    void bc16TakesNoChangeOfAClosedRecord() {
        patient("bc16", ",'active':true");
        String condition = "{'resourceType':'Condition','id':'bc16','subject':{'reference':'Patient/bc16'}}";
        server.put(A, "/Condition/bc16", condition);
        patient("bc16", ",'active':false");

        HttpResponse<String> addition = server.put(A, "/Condition/bc16-2", condition.replace("'bc16'", "'bc16-2'"));
        HttpResponse<String> change =
                server.put(A, "/Patient/bc16", "{'resourceType':'Patient','id':'bc16','active':true,'gender':'male'}");

        assertThat(addition.statusCode()).as(addition.body()).isEqualTo(409);
        assertThat(addition.body()).contains("Patient.active", "closed");
        assertThat(change.statusCode()).isEqualTo(409);
        assertThat(server.call("DELETE", A, "/Condition/bc16").statusCode()).isEqualTo(409);
        assertThat(server.get(A, "/Patient/bc16").body()).contains("\"active\":false");
    }

    @Test
    void bc16TakesNoChangeOfAFinishedEpisode() {
        patient("bc16-e", "");
        String episode =
                "{'resourceType':'EpisodeOfCare','id':'bc16-e','status':'%s','patient':{'reference':'Patient/bc16-e'}}";
        server.put(A, "/EpisodeOfCare/bc16-e", episode.formatted("active"));
        server.put(A, "/EpisodeOfCare/bc16-e", episode.formatted("finished"));

        assertThat(server.put(A, "/EpisodeOfCare/bc16-e", episode.formatted("active"))
                        .statusCode())
                .isEqualTo(409);
        patient("bc16-e", ",'gender':'other'");
        assertThat(server.get(A, "/Patient/bc16-e").body()).contains("other");
    }

    @Test
    void bc16TakesWhatComesInAsItEndedElsewhere() {
        patient("bc16-a", ",'active':false");
        patient("bc16-a", ",'active':false,'gender':'male'");
        String episode =
                "{'resourceType':'EpisodeOfCare','id':'bc16-a','status':'finished','patient':{'reference':'Patient/bc16-a'}%s}";
        server.put(A, "/EpisodeOfCare/bc16-a", episode.formatted(""));

        assertThat(server.put(A, "/EpisodeOfCare/bc16-a", episode.formatted(",'period':{'end':'2020'}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get(A, "/Patient/bc16-a").body()).contains("\"gender\":\"male\"");
        assertThat(server.call("DELETE", A, "/EpisodeOfCare/bc16-a").statusCode())
                .isEqualTo(204);
        assertThat(server.call("DELETE", A, "/Patient/bc16-a").statusCode()).isEqualTo(204);
    }

    @Test
    void bc16LeavesAMergedPatientToIntake() {
        patient("bc16-m", ",'active':false,'link':[{'type':'replaced-by','other':{'reference':'Patient/bc16-m2'}}]");

        assertThat(server.put(
                                A,
                                "/Condition/bc16-m",
                                "{'resourceType':'Condition','id':'bc16-m','subject':{'reference':'Patient/bc16-m'}}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void bc20RefusesAnUnknownParameterUnderStrictHandling() {
        assertThat(server.get(A, "/Patient?colour=blue", "Prefer", "handling=strict")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.get(A, "/Patient?_sort=-birthdate&_count=50").statusCode())
                .isEqualTo(200);
    }

    @Test
    void pc11ShowsARecordToNobodyWhoIsNotSignedIn() {
        patient("pc11", "");

        assertThat(server.get("", "/Patient/pc11/$everything").statusCode()).isEqualTo(401);
        assertThat(server.get(B, "/Patient/pc11/$everything").statusCode()).isEqualTo(404);
    }

    private static int count(String path) {
        Matcher total = Pattern.compile("\"total\":(\\d+)")
                .matcher(server.get(A, path + "&_summary=count").body());
        assertThat(total.find()).isTrue();
        return Integer.parseInt(total.group(1));
    }

    /** What matches on all pages. */
    private static List<String> ids(String caller, String first, String form) {
        List<String> found = new ArrayList<>();
        String next = first;
        while (!next.isEmpty()) {
            String body = server.get(caller, next).body();
            Matcher ids = Pattern.compile((form.startsWith("\"") ? "" : "\"id\":\"") + "(" + form + ")\"?")
                    .matcher(body);
            while (ids.find()) {
                found.add(ids.group(1));
            }
            Matcher link = Pattern.compile("\"relation\":\"next\",\"url\":\"([^\"]+)\"")
                    .matcher(body);
            next = link.find() ? link.group(1) : "";
        }
        return found;
    }
}
