package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FhirEndpointIT {
    private static final String A = "hospital-a";
    private static final String B = "hospital-b";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersAStrangerAsIfNobodyWereThere() {
        server.put(A, "/Patient/quiet", "{'resourceType':'Patient','id':'quiet'}");

        HttpResponse<String> hidden = server.get(B, "/Patient/quiet");
        HttpResponse<String> unknown = server.get(B, "/Patient/never-there");

        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.body()).isEqualTo(unknown.body());
        assertThat(server.get(B, "/Patient/quiet/$everything").statusCode()).isEqualTo(404);
        assertThat(server.get(B, "/Patient/quiet/_history").statusCode()).isEqualTo(404);
        assertThat(server.get(B, "/Patient?_id=quiet&_total=accurate").body()).contains("\"total\":0");
    }

    @Test
    void asksForASignIn() {
        assertThat(server.get("", "/Patient").statusCode()).isEqualTo(401);
    }

    @Test
    void disclosesNothingThatCannotBeLogged() {
        server.put(A, "/Organization/unlogged", "{'resourceType':'Organization','id':'unlogged','name':'Unlogged'}");
        server.auditFails = true;
        try {
            HttpResponse<String> answer = server.get(A, "/Organization/unlogged");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("Unlogged");
        } finally {
            server.auditFails = false;
        }
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(
            delimiter = '~',
            value = {
                "GET~/Nonsense~-~404",
                "GET~/Patient/a b~-~400",
                "GET~/Patient?unknown=1~-~400",
                "GET~/Patient?birthdate=yesterday~-~400",
                "GET~/Patient?birthdate=xx2020~-~400",
                "GET~/Patient?_count=-1~-~400",
                "GET~/Patient?_sort=nothing~-~400",
                "GET~/Patient?_page=forged~-~400",
                "GET~/Patient?name:frob=x~-~400",
                "GET~/Observation?value-quantity=1e~-~400",
                "GET~/Observation?subject=a%20b~-~400",
                "GET~/Patient/x/y/z/a~-~404",
                "POST~/Patient~{~400",
                "POST~/Patient~[]~400",
                "POST~/Patient~{'resourceType':'Observation'}~400",
                "POST~/Patient~{'resourceType':'Patient','resourceType':'Patient'}~400",
                "POST~/Patient~{'resourceType':'Patient','multipleBirthInteger':1e99999}~400",
                "POST~/Nonsense~{'resourceType':'Nonsense'}~404",
                "POST~/~{'resourceType':'Bundle','type':'collection'}~400",
                "POST~/~{'resourceType':'Patient'}~400",
                "POST~/Patient/1~{'resourceType':'Patient'}~405",
                "PUT~/Patient/1~{'resourceType':'Patient','id':'2'}~400"
            })
    void refusesWhatIsWrong(String method, String path, String body, int status) {
        String encoded = path.replace(" ", "%20");

        HttpResponse<String> answer =
                switch (method) {
                    case "GET" -> server.get(A, encoded);
                    case "PUT" -> server.put(A, encoded, body);
                    default -> server.post(A, encoded, body);
                };

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("Exception");
    }

    @Test
    void namesTheParametersThatWouldBeUnderstood() {
        assertThat(server.get(A, "/Patient?frobnicate=1").body()).contains("birthdate", "identifier");
        assertThat(server.get(A, "/Patient?frobnicate=1", "Prefer", "handling=lenient")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesAnotherMediaTypeADtdAndDeepNesting() {
        assertThat(server.post(A, "/Patient", "{}", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(server.post(
                                A,
                                "/Patient",
                                "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Patient xmlns='http://hl7.org/fhir'/>",
                                "Content-Type",
                                "application/fhir+xml")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.post(A, "/Patient", "{'a':".repeat(500) + "1" + "}".repeat(500))
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.get(A, "/Patient", "Accept", "image/png").statusCode())
                .isEqualTo(406);
    }

    @Test
    void changesWhatIsOneOfSeveralVersions() {
        String path = "/Organization/tagged";
        server.put(A, path, "{'resourceType':'Organization','id':'tagged','name':'One'}");

        assertThat(server.put(
                                A,
                                path,
                                "{'resourceType':'Organization','id':'tagged','name':'Two'}",
                                "If-Match",
                                "W/\"7\", W/\"1\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.patch(A, path, "[{'op':'add','path':'/active','value':true}]", "If-Match", "\"2\", \"9\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.call("DELETE", A, path, "If-Match", "W/\"1\", W/\"2\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.call("DELETE", A, path, "If-Match", "W/\"1\", nonsense")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.put(A, path, "{'resourceType':'Organization','id':'tagged'}", "If-None-Match", "W/\"1\"")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.call("DELETE", A, path, "If-Match", "W/\"1\", *").statusCode())
                .isEqualTo(204);
    }

    @Test
    void ignoresAMethodOverride() {
        server.put(A, "/Organization/kept", "{'resourceType':'Organization','id':'kept','name':'Kept'}");

        server.post(A, "/Organization", "{'resourceType':'Organization'}", "X-HTTP-Method-Override", "DELETE");

        assertThat(server.get(A, "/Organization/kept").statusCode()).isEqualTo(200);
    }

    @Test
    void walksThroughTheLifeOfAResource() {
        HttpResponse<String> created = server.post(A, "/Organization", "{'resourceType':'Organization','name':'One'}");
        String location = created.headers().firstValue("Location").orElseThrow();
        String path = location.substring("http://localhost:8080/fhir".length(), location.indexOf("/_history"));

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("ETag")).contains("W/\"1\"");
        assertThat(server.get(A, path).body()).isEqualTo(created.body());
        assertThat(server.get(A, path, "If-None-Match", "W/\"1\"").statusCode()).isEqualTo(304);
        String id = path.substring(path.lastIndexOf('/') + 1);
        String changed = "{'resourceType':'Organization','id':'" + id + "','name':'Two'}";
        assertThat(server.put(A, path, changed, "If-Match", "W/\"7\"").statusCode())
                .isEqualTo(412);
        assertThat(server.put(A, path, changed, "If-Match", "W/\"1\"").statusCode())
                .isEqualTo(200);
        assertThat(server.put(B, path, changed.replace("Two", "Three")).statusCode())
                .isEqualTo(403);
        assertThat(server.get(A, path + "/_history/1").body()).contains("One");
        assertThat(server.call("DELETE", A, path).statusCode()).isEqualTo(204);
        assertThat(server.get(A, path).statusCode()).isEqualTo(410);
        assertThat(server.get(A, path + "/_history").body()).contains("\"total\":3", "DELETE", "\"status\":\"204\"");
        HttpResponse<String> head = server.call("HEAD", A, path + "/_history/2");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void createsOnceByACondition() {
        String practitioner = "{'resourceType':'Practitioner','identifier':[{'system':'urn:npi','value':'77'}]}";

        HttpResponse<String> first =
                server.post(A, "/Practitioner", practitioner, "If-None-Exist", "identifier=urn:npi%7C77");
        HttpResponse<String> second =
                server.post(A, "/Practitioner", practitioner, "If-None-Exist", "identifier=urn:npi%7C77");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void storesATransactionWithAllItsReferences() {
        server.post(
                A,
                "/Practitioner",
                "{'resourceType':'Practitioner','identifier':[{'system':'urn:npi','value':'100'}]}",
                "If-None-Exist",
                "identifier=urn:npi%7C100");
        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'fullUrl':'urn:uuid:1','resource':{'resourceType':'Patient','name':[{'family':'Transacted'}]},
                  'request':{'method':'POST','url':'Patient'}},
                 {'fullUrl':'urn:uuid:2','resource':{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},
                   'subject':{'reference':'urn:uuid:1'},
                   'participant':[{'individual':{'reference':'Practitioner?identifier=urn:npi|100'}}]},
                  'request':{'method':'POST','url':'Encounter'}},
                 {'request':{'method':'GET','url':'Patient?family=transacted'}}]}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"201\"", "Transacted");
        String found = server.get(
                        A,
                        "/Encounter?patient.family=transacted&_include=Encounter:participant&_include=Encounter:patient")
                .body();
        assertThat(found).contains("\"mode\":\"match\"", "\"mode\":\"include\"", "urn:npi", "Transacted");
    }

    @Test
    void storesNothingOfATransactionThatFails() {
        HttpResponse<String> answer = server.post(A, "", """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'resource':{'resourceType':'Organization','name':'Half'},'request':{'method':'POST','url':'Organization'}},
                 {'resource':{'resourceType':'Encounter','participant':[{'individual':{'reference':'Practitioner?identifier=urn:npi|none'}}]},
                  'request':{'method':'POST','url':'Encounter'}}]}""");

        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(server.get(A, "/Organization?name=half&_summary=count").body())
                .contains("\"total\":0");
    }

    @Test
    void answersEveryEntryOfABatchByItself() {
        server.put(A, "/Organization/in-batch", "{'resourceType':'Organization','id':'in-batch','name':'A'}");
        HttpResponse<String> answer = server.post(B, "", """
                {'resourceType':'Bundle','type':'batch','entry':[
                 {'request':{'method':'GET','url':'Organization/in-batch'}},
                 {'request':{'method':'DELETE','url':'Organization/in-batch'}},
                 {'request':{'method':'GET','url':'Organization?bad=1'}}]}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"200\"", "\"status\":\"403\"", "\"status\":\"400\"");
    }

    @Test
    void pagesWithoutRepeatingOrLosing() {
        for (int i = 0; i < 7; i++) {
            server.put(A, "/Location/page-" + i, "{'resourceType':'Location','id':'page-" + i + "','name':'Paged'}");
        }
        List<String> ids = new ArrayList<>();
        String next = "/Location?name=paged&_count=3";
        while (!next.isEmpty()) {
            String body = server.get(A, next).body();
            Matcher id = Pattern.compile("\"id\":\"(page-\\d)\"").matcher(body);
            while (id.find()) {
                ids.add(id.group(1));
            }
            Matcher link = Pattern.compile("\"relation\":\"next\",\"url\":\"([^\"]+)\"")
                    .matcher(body);
            next = link.find() ? link.group(1) : "";
            if (!next.isEmpty()) {
                assertThat(server.get(B, next).statusCode()).isEqualTo(400);
            }
        }

        assertThat(ids).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void opensARecordToWhomThePatientAllowed() {
        server.put(A, "/Patient/open", "{'resourceType':'Patient','id':'open'}");
        server.put(
                A,
                "/Observation/open-1",
                "{'resourceType':'Observation','id':'open-1','status':'final','code':{},'subject':{'reference':'Patient/open'}}");
        server.put(
                A,
                "/Condition/open-1",
                "{'resourceType':'Condition','id':'open-1','subject':{'reference':'Patient/open'}}");
        server.consent("open", "Patient", "Observation");

        assertThat(server.get(B, "/Observation?patient=open").body()).contains("\"total\":1");
        assertThat(server.get(B, "/Condition?patient=open").body()).contains("\"total\":0");
        assertThat(server.get(B, "/Patient/open/$everything").body())
                .contains("Observation/open-1")
                .doesNotContain("Condition/open-1");
        assertThat(server.get(B, "/Patient?_id=open&_revinclude=Condition:patient")
                        .body())
                .doesNotContain("Condition/");
        assertThat(server.get(B, "/Patient?_has:Condition:patient:_id=open-1").body())
                .contains("\"total\":0");
    }

    /** Java's own client encodes what it sends, so this speaks plain HTTP. */
    @Test
    void understandsABarThatIsNotEncoded() throws IOException {
        server.put(
                A,
                "/Practitioner/bar",
                "{'resourceType':'Practitioner','id':'bar','identifier':[{'system':'urn:npi','value':'bar'}]}");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = String.join(
                    "\r\n",
                    "GET /fhir/Practitioner?identifier=urn:npi|bar HTTP/1.1",
                    "Host: localhost",
                    "X-Test-Caller: hospital-a",
                    "Connection: close",
                    "",
                    "");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 200").contains("Practitioner/bar");
        }
    }

    @Test
    void patchesWhatFits() {
        server.put(A, "/Organization/patched", "{'resourceType':'Organization','id':'patched','alias':['a','b']}");

        assertThat(server.patch(
                                A,
                                "/Organization/patched",
                                "[{'op':'add','path':'/name','value':'N'},{'op':'remove','path':'/alias/0'}]")
                        .body())
                .contains("\"name\":\"N\"", "\"alias\":[\"b\"]");
        assertThat(server.patch(A, "/Organization/patched", "[{'op':'test','path':'/name','value':'X'}]")
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.patch(A, "/Organization/patched", "[{'op':'remove','path':'/alias/7'}]")
                        .statusCode())
                .isEqualTo(422);
        assertThat(server.patch(A, "/Organization/patched", "{}").statusCode()).isEqualTo(400);
        assertThat(server.patch(A, "/Organization/unknown", "[]").statusCode()).isEqualTo(404);
        assertThat(server.patch(B, "/Organization/patched", "[{'op':'add','path':'/name','value':'B'}]")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tellsWhatItCan() {
        String body = server.get("", "/metadata").body();

        assertThat(body)
                .contains(
                        "\"fhirVersion\":\"4.0.1\"",
                        "openid-connect/token",
                        "\"name\":\"birthdate\",\"type\":\"date\"");
    }

    @Test
    void showsFewerElementsAndSaysSo() {
        server.put(
                A,
                "/Organization/sub",
                "{'resourceType':'Organization','id':'sub','name':'Sub','alias':['Other'],'text':{'status':'generated','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>x</div>'}}"
                        .replace("\\'", "\\\""));

        assertThat(server.get(A, "/Organization?_id=sub&_elements=name").body())
                .contains("Sub", "SUBSETTED")
                .doesNotContain("Other");
        assertThat(server.get(A, "/Organization?_id=sub&_summary=count").body())
                .contains("\"total\":1")
                .doesNotContain("entry");
    }
}
