package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tester who knows R4's http page asks besides what the other tests ask. */
class HttpPageIT {
    private static final String A = "hospital-a";
    private static final String ONE = "/Organization/one";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        for (String name : new String[] {"First", "Second", "Third"}) {
            server.put(A, ONE, "{'resourceType':'Organization','id':'one','name':'" + name + "'}");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'op':'replace','path':'/nowhere/at/all','value':1}]",
                "[{'op':'test','path':'/name','value':'Fourth'}]",
                "[{'op':'replace','path':'/name','value':''}]",
                "[{'op':'replace','path':'/id','value':'two'}]"
            })
    void looksAtTheVersionBeforeAPatchIsTried(String patch) {
        HttpResponse<String> stale = server.patch(A, ONE, patch, "If-Match", "W/\"1\"");
        HttpResponse<String> inBundle = server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'PATCH','url':'Organization/one',"
                        + "'ifMatch':'W/\\\"1\\\"'},'resource':{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
                        + "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Organization.partOf.display'},"
                        + "{'name':'value','valueString':'x'}]}]}}]}");

        assertThat(stale.statusCode()).as(stale.body()).isEqualTo(412);
        assertThat(stale.body()).contains("\"If-Match\"");
        assertThat(inBundle.statusCode()).as(inBundle.body()).isEqualTo(412);
        assertThat(inBundle.body()).contains("\"Bundle.entry[0].request.ifMatch\"");
        assertThat(server.patch(A, ONE, patch, "If-Match", "W/\"1\", W/\"3\"").statusCode())
                .isNotEqualTo(412);
    }

    @Test
    void countsAHistoryWithoutShowingIt() {
        assertThat(server.get(A, ONE + "/_history?_count=0").body())
                .contains("\"total\":3")
                .doesNotContain("\"entry\"", "\"next\"");
        assertThat(server.get(A, "/Organization/_history?_count=0&_since=2100-01-01")
                        .body())
                .contains("\"total\":0");
        assertThat(server.get(A, "/_history?_count=0&_type=Goal").body()).contains("\"total\":0");
        assertThat(server.get("hospital-b", "/Organization/nobody/_history?_count=0")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesAParameterWithoutAValueForNone() {
        assertThat(server.get(A, ONE + "/_history?_count=&_since=&_at=&_sort=&_type=")
                        .body())
                .contains("\"total\":3", "\"entry\"");
        assertThat(server.get(A, ONE + "/_history?_summary=count").body())
                .contains("\"total\":3")
                .doesNotContain("\"entry\"");
    }

    @Test
    void tellsThatWhatWasDeletedCameBackByAnUpdate() {
        String back = "{'resourceType':'Organization','id':'back','name':'Back'}";
        server.put(A, "/Organization/back", back);
        server.call("DELETE", A, "/Organization/back");

        HttpResponse<String> again = server.put(A, "/Organization/back", back);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(server.get(A, "/Organization/back/_history?_count=1").body())
                .contains("{\"method\":\"PUT\",\"url\":\"Organization/back\"},\"response\":{\"status\":\"201\"");
    }

    @Test
    void tellsWhetherAnUpdateOrACreateMadeTheFirstVersion() {
        String named = "{'resourceType':'Organization','id':'0123456789abcdefghij','name':'Named'}";
        server.put(A, "/Organization/0123456789abcdefghij", named);
        String given = server.post(A, "/Organization", named)
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .replaceAll(".*/Organization/|/_history.*", "");
        server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':["
                        + "{'resource':{'resourceType':'Location','name':'posted'},'request':{'method':'POST','url':'Location'}},"
                        + "{'resource':{'resourceType':'Location','id':'put'},'request':{'method':'PUT','url':'Location/put'}}]}");

        assertThat(server.get(A, "/Organization/0123456789abcdefghij/_history").body())
                .contains("{\"method\":\"PUT\",\"url\":\"Organization/0123456789abcdefghij\"}");
        assertThat(server.get(A, "/Organization/" + given + "/_history").body())
                .contains("{\"method\":\"POST\",\"url\":\"Organization\"}");
        assertThat(server.get(A, "/Location/_history").body())
                .contains(
                        "{\"method\":\"POST\",\"url\":\"Location\"}", "{\"method\":\"PUT\",\"url\":\"Location/put\"}");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "GET metadata, 200",
        "HEAD metadata, 200",
        "GET metadata?mode=terminology, 200",
        "GET metadata?mode=nonsense, 400",
        "POST metadata, 405",
        "DELETE metadata, 405"
    })
    void tellsWhatItCanDoInABatchToo(String request, int status) {
        String[] parts = request.split(" ", 2);

        HttpResponse<String> answer = server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'" + parts[0] + "','url':'"
                        + parts[1] + "'}}]}");

        assertThat(answer.body()).contains("\"response\":{\"status\":\"" + status + "\"");
    }

    @ParameterizedTest(name = "_format={0} -> {1} {2}")
    @CsvSource({
        "xml, 200, application/fhir+xml",
        "application%2Ffhir%2Bxml, 200, application/fhir+xml",
        "json, 200, application/fhir+json",
        "turtle, 406, application/fhir+json"
    })
    void answersASearchInTheFormatThatItsFormNames(String format, int status, String type) {
        HttpResponse<String> answer = server.post(
                A, "/Organization/_search", "_id=one&_format=" + format, "Content-Type", FORM, "Accept", "*/*");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "application/fhir%2Bxml;%20fhirVersion=4.0, 200",
        "application/fhir+json;fhirVersion=4.0.1, 200",
        "application/fhir%2Bxml;%20fhirVersion=3.0, 406"
    })
    void givesTheVersionOfFhirThatTheFormatNames(String format, int status) {
        assertThat(server.get(A, ONE + "?_format=" + format).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"a-1.B, a-1.B", "two words, ''", "a/b, ''"})
    void callsARequestWhatItsClientCallsIt(String sent, String told) {
        assertThat(server.get(A, ONE, "X-Request-Id", sent)
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElse(""))
                .isEqualTo(told);
        assertThat(server.get(A, "/Organization/nobody", "X-Request-Id", sent)
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElse(""))
                .isEqualTo(told);
    }

    @Test
    void linksEverythingThatATransactionNames() {
        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'fullUrl':'urn:uuid:p','request':{'method':'POST','url':'Organization'},'resource':
                  {'resourceType':'Organization','name':'Linked'}},
                 {'fullUrl':'urn:oid:1.2.3','request':{'method':'POST','url':'Basic'},'resource':
                  {'resourceType':'Basic','code':{'text':'x'}}},
                 {'request':{'method':'POST','url':'DocumentReference'},'resource':
                  {'resourceType':'DocumentReference','status':'current','custodian':{'reference':'urn:uuid:p'},
                   'content':[{'attachment':{'url':'urn:oid:1.2.3'}}],
                   'extension':[{'url':'urn:e','valueUri':'urn:oid:1.2.3'},{'url':'urn:e','valueCanonical':'urn:uuid:p'}],
                   'text':{'status':'generated','div':'<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><img src=\\"urn:oid:1.2.3\\"/></div>'}}},
                 {'request':{'method':'POST','url':'Provenance'},'resource':
                  {'resourceType':'Provenance','recorded':'2026-01-01T00:00:00Z','policy':['urn:other','urn:oid:1.2.3'],
                   'target':[{'reference':'urn:uuid:p'}],'agent':[{'who':{'reference':'urn:uuid:p'}}]}}]}""", "Prefer", "return=representation");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"attachment\":{\"url\":\"Basic/",
                        "\"valueUri\":\"Basic/",
                        "src=\\\"Basic/",
                        "\"policy\":[\"urn:other\",\"Basic/",
                        "\"valueCanonical\":\"urn:uuid:p\"");
    }

    /** Packages of definitions come as transactions whose entries are called by their canonical URLs. */
    @Test
    void leavesACanonicalUrlAsItIs() {
        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'fullUrl':'http://example.org/ValueSet/canon','request':{'method':'PUT','url':'ValueSet/canon'},'resource':
                  {'resourceType':'ValueSet','id':'canon','url':'http://example.org/ValueSet/canon','status':'active',
                   'compose':{'include':[{'valueSet':['http://example.org/ValueSet/canon']}]}}}]}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(server.get(A, "/ValueSet/canon").body())
                .contains(
                        "\"url\":\"http://example.org/ValueSet/canon\"",
                        "\"valueSet\":[\"http://example.org/ValueSet/canon\"]");
    }

    @Test
    void followsANameToWhatAConditionFinds() {
        server.put(
                A,
                "/Organization/found",
                "{'resourceType':'Organization','id':'found','identifier':[{'system':'urn:h','value':'1'}]}");

        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'fullUrl':'http://elsewhere.example/fhir/Organization/77',
                  'request':{'method':'PUT','url':'Organization?identifier=urn:h|1'},'resource':
                  {'resourceType':'Organization','name':'Found','identifier':[{'system':'urn:h','value':'1'}]}},
                 {'fullUrl':'http://elsewhere.example/fhir/Location/1','request':{'method':'POST','url':'Location'},'resource':
                  {'resourceType':'Location','managingOrganization':{'reference':'Organization/77'}}}]}""", "Prefer", "return=representation");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("{\"reference\":\"Organization/found\"}");
    }
}
