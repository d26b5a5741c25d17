package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches, entry by entry, and what a transaction must be to be stored at all. */
class BatchIT {
    private static final String A = "hospital-a";
    private static final String GENDER = "{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
            + "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},"
            + "{'name':'name','valueString':'gender'},{'name':'value','valueCode':'other'}]}]}";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        patient("b1", "b1");
        patient("b2", "dup");
        patient("b3", "dup");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void patient(String id, String identifier) {
        server.put(
                A,
                "/Patient/" + id,
                "{'resourceType':'Patient','id':'" + id + "','identifier':[{'system':'urn:b','value':'" + identifier
                        + "'}]}");
    }

    private static HttpResponse<String> post(String type, List<String> entries, String... headers) {
        return server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}",
                headers);
    }

    private static String entry(String request, String resource) {
        return "{'request':{" + request + "}" + (resource.isEmpty() ? "" : ",'resource':" + resource) + "}";
    }

    private static List<String> statuses(HttpResponse<String> answer) {
        List<String> statuses = new ArrayList<>();
        Matcher status =
                Pattern.compile("\"response\":\\{\"status\":\"(\\d{3})\"").matcher(answer.body());
        while (status.find()) {
            statuses.add(status.group(1));
        }
        return statuses;
    }

    @Test
    void doesEachKindOfEntry() {
        String jsonPatch = Base64.getEncoder()
                .encodeToString(
                        "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]".getBytes(StandardCharsets.UTF_8));
        String empty = "{'resourceType':'Patient'}";
        String condition = "'ifNoneExist':'identifier=urn:b|";

        HttpResponse<String> answer = post(
                "batch",
                List.of(
                        entry("'method':'GET','url':'Patient?_id=b1'", ""),
                        entry(
                                "'method':'PATCH','url':'Patient/b1'",
                                "{'resourceType':'Binary','contentType':'application/json-patch+json','data':'"
                                        + jsonPatch + "'}"),
                        entry("'method':'PATCH','url':'Patient/b1'", GENDER),
                        entry("'method':'GET','url':'Patient/b1','ifNoneMatch':'W/\\\"3\\\"'", ""),
                        entry("'method':'GET','url':'Patient/b1','ifModifiedSince':'2098-01-01T00:00:00Z'", ""),
                        entry("'method':'POST','url':'Patient'," + condition + "b1'", empty),
                        entry("'method':'POST','url':'Patient'," + condition + "dup'", empty),
                        entry("'method':'DELETE','url':'Patient?identifier=urn:b|dup'", ""),
                        entry("'method':'POST','url':'Patient'", "{'resourceType':'Patient','active':1}"),
                        entry("'method':'POST','url':'Patient/b1'", empty),
                        entry("'url':'Patient/b1'", ""),
                        entry("'method':'GET'", ""),
                        entry("'method':'HEAD','url':'Patient/b1'", ""),
                        entry("'method':'POST','url':'Patient/_search?_id=b1'", "")));

        assertThat(statuses(answer))
                .containsExactly(
                        "200", "200", "200", "304", "304", "200", "412", "412", "400", "405", "400", "400", "200",
                        "200");
        assertThat(server.get(A, "/Patient/b1").body()).contains("\"active\":true", "\"gender\":\"other\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "an update and a patch of one ~ {'request':{'method':'PUT','url':'Patient/b1'},'resource':{'resourceType':'Patient','id':'b1'}},{'request':{'method':'PATCH','url':'Patient/b1'},'resource':GENDER} ~ Bundle.entry[1].request.url",
                "two of one name ~ {'fullUrl':'urn:uuid:a','request':{'method':'POST','url':'Patient'},'resource':{'resourceType':'Patient'}},{'fullUrl':'urn:uuid:a','request':{'method':'POST','url':'Patient'},'resource':{'resourceType':'Patient'}} ~ Bundle.entry[1].fullUrl",
                "a name of nobody ~ {'request':{'method':'POST','url':'Basic'},'resource':{'resourceType':'Basic','author':{'reference':'urn:uuid:9'}}} ~ Bundle.entry[0].resource",
                "a condition that is no text ~ {'request':{'method':'POST','url':'Patient','ifNoneExist':1},'resource':{'resourceType':'Patient'}} ~ Bundle.entry[0].request.ifNoneExist",
                "a name that is no text ~ {'fullUrl':1,'request':{'method':'POST','url':'Patient'},'resource':{'resourceType':'Patient'}} ~ Bundle.entry[0].fullUrl",
                "another form ~ {'request':{'method':'POST','url':'Basic'},'resource':{'resourceType':'Basic','code':1}} ~ Bundle.entry[0].resource.code"
            })
    void refusesATransactionWith(String what, String entries, String place) {
        HttpResponse<String> answer = post("transaction", List.of(entries.replace("GENDER", GENDER)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"" + place + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'a':{}}", "'x'", "1", "true"})
    void refusesEntriesThatAreNoList(String entries) {
        for (String type : List.of("batch", "transaction")) {
            HttpResponse<String> answer =
                    server.post(A, "", "{'resourceType':'Bundle','type':'" + type + "','entry':" + entries + "}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"Bundle.entry\"");
        }
    }

    /** However it is asked: a batch of searches by POST could be as large as many batches. */
    @Test
    void asksForNoMoreWhenTheAnswerIsLarge() {
        server.put(
                A,
                "/Basic/large",
                "{'resourceType':'Basic','id':'large','code':{'text':'" + "x".repeat(14_000_000) + "'}}");
        List<String> entries = new ArrayList<>(Collections.nCopies(5, entry("'method':'GET','url':'Basic/large'", "")));
        entries.add(entry("'method':'GET','url':'Basic/large'", ""));
        entries.add(entry("'method':'POST','url':'Basic/_search?_id=large'", ""));
        entries.add(entry("'method':'POST','url':'Patient/b1/$everything'", ""));
        entries.add(entry("'method':'POST','url':'Basic'", "{'resourceType':'Basic','code':{'text':'x'}}"));

        assertThat(statuses(post("batch", entries)))
                .containsExactly("200", "200", "200", "200", "200", "422", "422", "422", "201");
    }

    @Test
    void leavesTheNamesInsideAStoredBundleAlone() {
        String inner = "{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'urn:uuid:in','resource':"
                + "{'resourceType':'Basic','code':{'text':'x'},'author':{'reference':'urn:uuid:else'}}}]}";

        assertThat(statuses(post("transaction", List.of(entry("'method':'POST','url':'Bundle'", inner)))))
                .containsExactly("201");
    }

    @Test
    void createsInATransactionOnlyWhatIsNotThere() {
        String put = entry(
                "'method':'PUT','url':'Organization/tx-new','ifNoneMatch':'*'",
                "{'resourceType':'Organization','id':'tx-new','name':'N'}");

        assertThat(post("transaction", List.of(put)).statusCode()).isEqualTo(200);
        assertThat(post("transaction", List.of(put)).statusCode()).isEqualTo(412);
    }

    @Test
    void linksNarrativesToWhatTheyName() {
        HttpResponse<String> answer = post(
                "transaction",
                List.of(
                        "{'fullUrl':'urn:uuid:linked',"
                                + entry(
                                                "'method':'POST','url':'Organization'",
                                                "{'resourceType':'Organization','name':'L'}")
                                        .substring(1),
                        entry(
                                "'method':'POST','url':'Basic'",
                                "{'resourceType':'Basic','code':{'text':'x'},'text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><a href=\\\"urn:uuid:linked\\\">L</a></div>'}}")),
                "Prefer",
                "return=representation");

        assertThat(answer.body()).contains("<a href=\\\"Organization/").doesNotContain("urn:uuid:linked");
    }

    @Test
    void answersWithAsMuchAsIsPreferred() {
        List<String> create = List.of(entry("'method':'POST','url':'Patient'", "{'resourceType':'Patient'}"));

        assertThat(post("transaction", create, "Prefer", "return=minimal").body())
                .doesNotContain("\"resource\":", "\"outcome\":");
        assertThat(post("transaction", create, "Prefer", "return=representation")
                        .body())
                .contains("\"resource\":{\"resourceType\":\"Patient\"");
        assertThat(post("transaction", create, "Prefer", "return=OperationOutcome")
                        .body())
                .contains("\"outcome\":{\"resourceType\":\"OperationOutcome\"");
    }
}
