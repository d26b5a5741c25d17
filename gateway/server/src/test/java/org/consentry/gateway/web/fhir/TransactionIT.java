package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionIT {
    private static final String A = "hospital-a";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} -> {1} at {2}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'request':{'method':'FROB','url':'Patient'}} ~ 400 ~ request.method",
                "{'request':{'method':'POST','url':'Nonsense'},'resource':{'resourceType':'Nonsense'}} ~ 400 ~ request.url",
                "{'request':{'method':'POST','url':'Organization'}} ~ 400 ~ resource",
                "{'request':{'method':'POST','url':'Organization'},'resource':{'resourceType':'Patient'}} ~ 400 ~ resource",
                "{'request':{'method':'PUT','url':'Organization/x'},'resource':{'resourceType':'Organization','id':'y'}} ~ 400 ~ resource.id",
                "{'request':{'method':'PUT','url':'Organization/x','ifMatch':'nonsense'},'resource':{'resourceType':'Organization','id':'x'}} ~ 400 ~ request.ifMatch",
                "{'request':{'method':'PUT','url':'Organization/x','ifMatch':'^W/\\\"9\\\"^'},'resource':{'resourceType':'Organization','id':'x'}} ~ 412 ~ request.ifMatch",
                "{'request':{'method':'POST','url':'Basic'},'resource':{'resourceType':'Basic','contained':[{'resourceType':'Patient'}]}} ~ 422 ~ resource",
                "{'request':{'method':'PATCH','url':'Organization/x'},'resource':{'resourceType':'Organization'}} ~ 400 ~ resource",
                "{'request':{'method':'PATCH','url':'Organization?name=nobody'},'resource':{'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Organization.name'}]}]}} ~ 404 ~ ",
                "{'request':{'method':'PUT','url':'Organization/first'},'resource':{'resourceType':'Organization','id':'first'}} ~ 400 ~ request.url"
            })
    void namesTheEntryThatIsWrongAndStoresNothing(String entry, int status, String place) {
        HttpResponse<String> answer = server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'PUT','url':'Organization/first'},"
                        + "'resource':{'resourceType':'Organization','id':'first'}}," + entry.replace("^", "") + "]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"Bundle.entry[1]" + (place == null ? "" : "." + place));
        assertThat(server.get(A, "/Organization/first").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Organization", "/Organization", "Organization/", "http://localhost:8080/fhir/Organization"})
    void takesAUrlBelowTheBaseHoweverItIsWritten(String url) {
        for (String type : List.of("batch", "transaction")) {
            HttpResponse<String> answer = server.post(
                    A,
                    "",
                    "{'resourceType':'Bundle','type':'" + type
                            + "','entry':[{'resource':{'resourceType':'Organization',"
                            + "'name':'Somewhere'},'request':{'method':'POST','url':'" + url + "'}}]}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"status\":\"201\"");
        }
    }

    @Test
    void searchesByPostInATransaction() {
        HttpResponse<String> answer = server.post(
                A,
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':["
                        + "{'request':{'method':'POST','url':'Organization/_search?name=Searched'}},"
                        + "{'resource':{'resourceType':'Organization','name':'Searched'},'request':{'method':'POST','url':'Organization'}}]}");

        assertThat(answer.body()).contains("\"type\":\"searchset\",\"total\":1", "\"status\":\"201\"");
    }

    @Test
    void patchesDeletesAndCreatesInOne() {
        server.put(A, "/Organization/t1", "{'resourceType':'Organization','id':'t1','name':'T one'}");
        server.put(A, "/Organization/t2", "{'resourceType':'Organization','id':'t2','name':'T two'}");
        server.put(
                A,
                "/Organization/t3",
                "{'resourceType':'Organization','id':'t3','identifier':[{'system':'urn:t','value':'3'}]}");
        String jsonPatch = Base64.getEncoder()
                .encodeToString("[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"T uno\"}]"
                        .getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'request':{'method':'GET','url':'Organization/t1'}},
                 {'request':{'method':'PATCH','url':'Organization/t1'},'resource':
                  {'resourceType':'Binary','contentType':'application/json-patch+json','data':'%s'}},
                 {'request':{'method':'PATCH','url':'Organization?name:exact=T two'},'resource':
                  {'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'replace'},
                    {'name':'path','valueString':'Organization.name'},{'name':'value','valueString':'T due'}]}]}},
                 {'request':{'method':'POST','url':'Organization','ifNoneExist':'identifier=urn:t|3'},'resource':
                  {'resourceType':'Organization','name':'T three again','identifier':[{'system':'urn:t','value':'3'}]}},
                 {'request':{'method':'DELETE','url':'Organization?identifier=urn:t|3'}}]}""".formatted(jsonPatch));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("T uno").contains("\"status\":\"204\"", "\"status\":\"201\"");
        assertThat(server.get(A, "/Organization/t2").body()).contains("T due");
        assertThat(server.get(A, "/Organization/t3").statusCode()).isEqualTo(410);
        assertThat(server.get(A, "/Organization?identifier=urn:t|3".replace("|", "%7C"))
                        .body())
                .contains("T three again");
    }

    @Test
    void takesTwentyThousandEntries() {
        String entries = IntStream.range(0, 20_000)
                .mapToObj(i -> "{'request':{'method':'PUT','url':'Location/bulk-" + i
                        + "'},'resource':{'resourceType':'Location','id':'bulk-" + i + "','name':'Bulk " + i + "'}}")
                .collect(Collectors.joining(","));

        HttpResponse<String> answer =
                server.post(A, "", "{'resourceType':'Bundle','type':'transaction','entry':[" + entries + "]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.get(A, "/Location?name=bulk&_summary=count").body()).contains("\"total\":20000");
    }

    @Test
    void refusesMoreEntriesThanItTakes() {
        String entries = IntStream.range(0, 25_001)
                .mapToObj(i -> "{'request':{'method':'GET','url':'Location/1'}}")
                .collect(Collectors.joining(","));

        assertThat(server.post(A, "", "{'resourceType':'Bundle','type':'transaction','entry':[" + entries + "]}")
                        .statusCode())
                .isEqualTo(413);
    }
}
