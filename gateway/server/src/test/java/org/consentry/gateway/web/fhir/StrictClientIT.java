package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What testing tools send that ordinary clients seldom do. */
class StrictClientIT {
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

    private static String organization(String id, String name) {
        return "{'resourceType':'Organization','id':'" + id + "','name':'" + name + "'}";
    }

    private static HttpResponse<String> put(String id, String name, String... headers) {
        return server.put(A, "/Organization/" + id, organization(id, name), headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'Organization','name':['x']}",
                "{'resourceType':'Organization','active':'yes'}",
                "{'resourceType':'Organization','name':''}",
                "{'resourceType':'Organization','name':null}",
                "{'resourceType':'Organization','meta':{'lastUpdated':'yesterday'}}"
            })
    void refusesWhatNoParserTakes(String json) {
        HttpResponse<String> answer = server.post(A, "/Organization", json);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"expression\":[\"Organization.").doesNotContain("yesterday");
    }

    @Test
    void refusesAPatchThatMakesWhatNoParserTakes() {
        put("patched", "P");

        HttpResponse<String> answer =
                server.patch(A, "/Organization/patched", "[{'op':'add','path':'/active','value':'perhaps'}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(server.get(A, "/Organization/patched").body()).doesNotContain("perhaps");
    }

    @ParameterizedTest(name = "If-Match {0} -> {1}")
    @CsvSource(
            quoteCharacter = '^',
            value = {
                "W/\"1\",200",
                "\"1\",200",
                "*,200",
                "W/\"2\",412",
                "W/\"abc\",412",
                "W/\"0\",412",
                "1,400",
                "junk,400"
            })
    void changesOnlyTheVersionThatIsMeant(String match, int status) {
        String id = "match-" + Math.floorMod(match.hashCode(), 100_000);
        put(id, "Before");

        assertThat(put(id, "After", "If-Match", match).statusCode()).isEqualTo(status);
    }

    @Test
    void changesNothingThatIsNotThere() {
        assertThat(put("nowhere", "X", "If-Match", "*").statusCode()).isEqualTo(412);
        assertThat(put("nowhere", "X", "If-Match", "W/\"1\"").statusCode()).isEqualTo(412);
        assertThat(server.get(A, "/Organization/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void createsOnlyWhatIsNotThere() {
        assertThat(put("only-new", "A", "If-None-Match", "*").statusCode()).isEqualTo(201);
        assertThat(put("only-new", "B", "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(server.call("DELETE", A, "/Organization/only-new").statusCode())
                .isEqualTo(204);
        assertThat(put("only-new", "C", "If-None-Match", "*").statusCode()).isEqualTo(201);
        String path = "/Organization?identifier=urn:only-new%7C1";
        String body =
                "{'resourceType':'Organization','identifier':[{'system':'urn:only-new','value':'1'}],'name':'%s'}";
        assertThat(server.put(A, path, body.formatted("D"), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.put(A, path, body.formatted("E"), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
    }

    @ParameterizedTest(name = "{0} {1} allows {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/Organization/one|DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
                "PUT|/Organization/one/_history/1|GET, HEAD, OPTIONS",
                "DELETE|/Organization/_history|GET, HEAD, OPTIONS",
                "POST|/_history|GET, HEAD, OPTIONS",
                "PUT|/metadata|GET, HEAD, OPTIONS",
                "DELETE|/|GET, HEAD, OPTIONS, POST",
                "PUT|/Organization/_search|GET, HEAD, OPTIONS, POST",
                "PUT|/Patient/one/$everything|GET, HEAD, OPTIONS, POST",
                "FOO|/Organization|DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
            })
    void saysWhichMethodsThereAre(String method, String path, String allowed) {
        HttpResponse<String> answer = server.call(method, A, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
        assertThat(answer.body()).contains("OperationOutcome");
    }

    @Test
    void tellsItsOptionsAnywhere() {
        HttpResponse<String> answer = server.call("OPTIONS", A, "/Organization/one");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
        assertThat(server.call("OPTIONS", "", "/metadata").body()).contains("CapabilityStatement");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/fhir+json; charset=iso-8859-1|415",
                "application/fhir+json; fhirVersion=3.0|415",
                "application/fhir+json; fhirVersion=4.0; charset=UTF-8|201",
                "text/json|201"
            })
    void readsOnlyR4InUtf8(String type, int status) {
        assertThat(server.post(A, "/Organization", organization("x", "Typed"), "Content-Type", type)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void takesAnEmptyWishForNone() {
        put("wish", "W");

        assertThat(server.get(A, "/Organization/wish?_format=").statusCode()).isEqualTo(200);
        assertThat(server.get(A, "/Organization/wish", "Accept", " ").statusCode())
                .isEqualTo(200);
        assertThat(server.get(A, "/Organization/wish?_summary=nonsense").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "<name>Lost</name>|400",
                "lost<name value='X'/>|400",
                "<name value='X'/><![CDATA[lost]]>|400",
                "<extension url='urn:x'>lost</extension>|400",
                "  <!-- nothing is gone -->  <name value='X'/> |201",
                "<text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> c</div></text><name value='X'/>|201",
                "<text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'>a</div>lost</text>|400"
            })
    void losesNoTextOfXml(String elements, int status) {
        HttpResponse<String> answer = server.post(
                A,
                "/Organization",
                "<Organization xmlns='http://hl7.org/fhir'>" + elements + "</Organization>",
                "Content-Type",
                "application/fhir+xml");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("lost");
    }

    @Test
    void refusesXmlOfAnotherNamespace() {
        assertThat(server.post(
                                A,
                                "/Organization",
                                "<Organization xmlns='urn:x'><name value='X'/></Organization>",
                                "Content-Type",
                                "application/fhir+xml")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void inflatesBodiesUpToItsBound() throws IOException {
        byte[] small = gzip(organization("x", "Packed").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        byte[] bomb = gzip(new byte[20_000_000]);

        assertThat(server.send("POST", A, "/Organization", small, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.send("POST", A, "/Organization", bomb, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(server.send("POST", A, "/Organization", new byte[] {1, 2, 3}, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("POST", A, "/Organization", small, "Content-Encoding", "br")
                        .statusCode())
                .isEqualTo(415);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /fhir/Organization?name=\"<x> HTTP/1.1", "GET /fhir/Organization%2Fone HTTP/1.1"})
    void answersWhatIsHardlyHttpWithAnOutcome(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("OperationOutcome")
                    .doesNotContain("Tomcat", "<x>");
        }
    }

    @Test
    void updatesByAConditionOnlyWhatTheBodyMeans() {
        String body = "{'resourceType':'Organization','id':'%s','identifier':[{'system':'urn:cu','value':'%s'}]}";
        assertThat(server.put(A, "/Organization?identifier=urn:cu%7C1", body.formatted("cu-1", "1"))
                        .statusCode())
                .isEqualTo(201);

        assertThat(server.put(A, "/Organization?identifier=urn:cu%7C1", body.formatted("cu-other", "1"))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> taken = server.put(A, "/Organization?identifier=urn:cu%7C2", body.formatted("cu-1", "2"));
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(server.get(A, "/Organization/cu-1").body()).contains("\"value\":\"1\"");
    }
}
