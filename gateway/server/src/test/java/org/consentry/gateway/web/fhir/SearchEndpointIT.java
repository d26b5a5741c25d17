package org.consentry.gateway.web.fhir;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.upkeep.Upkeep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches through the edge: page tokens, compartments, shapes of answers, posted parameters. */
class SearchEndpointIT {
    private static final String A = "hospital-a";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        for (int i = 0; i < 5; i++) {
            server.put(
                    A,
                    "/Patient/s" + i,
                    "{'resourceType':'Patient','id':'s" + i + "','name':[{'family':'Paged'}],"
                            + "'text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">told</div>'}}");
        }
        server.put(
                A,
                "/Observation/so",
                "{'resourceType':'Observation','id':'so','status':'final','code':{'text':'x'},'effectiveDateTime':'2013-05-05','subject':{'reference':'Patient/s0'}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String next(HttpResponse<String> page) {
        Matcher link =
                Pattern.compile("\"relation\":\"next\",\"url\":\"([^\"]+)\"").matcher(page.body());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    @Test
    void tellsWhatWasUnderstood() {
        HttpResponse<String> answer =
                server.get(A, "/Patient?_id=s0&nope=1&family=paged", "Prefer", "handling=lenient");

        assertThat(answer.body())
                .contains("\"relation\":\"self\",\"url\":\"http://localhost:8080/fhir/Patient?_id=s0&family=paged\"")
                .contains("Ignored: nope");
    }

    @Test
    void searchesTheTypesThatAreNamed() {
        assertThat(server.get(A, "?_type=Patient,Observation&_id=s0,so,nobody").body())
                .contains("\"total\":2");
        assertThat(server.get(A, "/Patient/s0/*?_type=Observation").body()).contains("\"total\":1");
        assertThat(server.get(A, "?_type=Nonsense").statusCode()).isEqualTo(400);
        assertThat(server.get(A, "/Patient?_type=Patient").statusCode()).isEqualTo(400);
    }

    @Test
    void answersTwoHundredCriteriaInTime() {
        String query = "name=a&".repeat(200);

        HttpResponse<String> answer = assertTimeout(Duration.ofSeconds(5), () -> server.get(A, "/Patient?" + query));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void pagesALongSearchByPost() {
        String ids = "s0,s1,s2,"
                + IntStream.range(0, 900)
                        .mapToObj(i -> "nobody-of-this-id-" + i)
                        .collect(joining(","));
        HttpResponse<String> first = server.post(
                A, "/Patient/_search", "_count=2&_id=" + ids, "Content-Type", "application/x-www-form-urlencoded");

        assertThat(server.get(A, next(first)).body()).contains("Patient/s2").doesNotContain("\"next\"");
    }

    @Test
    void tellsEverythingOfWhatParametersAsk() {
        String asked = "{'resourceType':'Parameters','parameter':[{'name':'_type','valueString':'Observation'},"
                + "{'name':'start','valueDate':'2013'}]}";

        assertThat(server.post(A, "/Patient/s0/$everything", asked).body())
                .contains("Observation/so", "_type=Observation&start=2013")
                .doesNotContain("\"fullUrl\":\"http://localhost:8080/fhir/Patient");
        assertThat(server.get(A, "/Patient/s0/$everything?start=2013-13").statusCode())
                .isEqualTo(400);
        assertThat(server.get(A, "/Patient/s0/$everything?_type=Goal").body()).contains("\"total\":0");
        assertThat(server.get("hospital-b", "/Patient/s0/$everything?_type=Goal")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesATokenThatWasTamperedWithOrIsSomebodyElses() {
        String next = next(server.get(A, "/Patient?family=paged&_count=2"));
        String token = next.substring(next.indexOf("_page=") + 6);
        assertThat(server.get(A, next).statusCode()).isEqualTo(200);

        assertThat(server.get("hospital-b", next).statusCode()).isEqualTo(400);
        for (int at = 0; at < token.length(); at += 7) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            String tampered = token.substring(0, at) + other + token.substring(at + 1);
            HttpResponse<String> answer = server.get(A, "/Patient?_page=" + tampered);
            assertThat(answer.statusCode()).as("changed at " + at).isEqualTo(400);
            assertThat(answer.body()).contains("_page").doesNotContain(tampered);
        }
        assertThat(server.get(A, "/Patient/s0/_history?_page=" + token).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "/Patient/s0/Observation~200~\"id\":\"so\"",
                "/Patient/s1/Observation~200~\"total\":0",
                "/Patient/s0/*~200~\"id\":\"so\"",
                "/Patient/s0/Observation?status=final&_summary=count~200~\"total\":1",
                "/Patient/s0/Organization~404~compartment",
                "/Organization/s0/Observation~404~compartment",
                "/Patient?family=paged&_summary=count~200~\"total\":5",
                "/Patient?_id=s0&_summary=text~200~told",
                "/Patient?_id=s0&_summary=data~200~SUBSETTED",
                "/Patient?_id=s0&_summary=true~200~SUBSETTED",
                "/Patient?_id=s0&_elements=name~200~Paged",
                "/Patient?_id=s0&_summary=false~200~told",
                "/Patient?_id=s0&_total=estimate~200~\"total\":1",
                "/Patient?_id=s0&nonsense=1~400~_lastUpdated",
                "/Patient?_id=s0&name:nonsense=1~400~exact",
                "/metadata~200~eye-color"
            })
    void answers(String path, int status, String part) {
        server.post(
                A,
                "/SearchParameter",
                "{'resourceType':'SearchParameter','url':'urn:sp','name':'x','status':'active','description':'x','code':'eye-color',"
                        + "'base':['Patient'],'type':'token','expression':'Patient.gender'}");

        HttpResponse<String> answer = server.get(A, path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
    }

    @Test
    void leavesOutWhatItDoesNotKnowAndSaysSo() {
        HttpResponse<String> answer = server.get(A, "/Patient?_id=s0&nonsense=1", "Prefer", "handling=lenient");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Ignored: nonsense").contains("\"mode\":\"outcome\"");
    }

    @Test
    void searchesByFormInACompartmentToo() {
        assertThat(server.post(
                                A,
                                "/Patient/s0/Observation/_search",
                                "status=final",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .body())
                .contains("\"id\":\"so\"");
    }

    @Test
    void keepsTheIndexForTheOperatorOnly() {
        UpkeepOperation operation =
                new UpkeepOperation(server.store.store.upkeep(), Upkeep.Kind.INTEGRITY, "http://localhost:8080/fhir");
        Caller operator = new Caller.Operator("ops", Scopes.parse("system/*.cruds"));

        assertThatThrownBy(() -> operation.handle(call(FhirServer.member(A), "POST")))
                .isInstanceOf(Problem.class);
        FhirAnswer started = operation.handle(call(operator, "POST"));
        FhirAnswer told = operation.handle(call(operator, "GET"));

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.headers().get("Content-Location")).contains("$integrity?job=");
        assertThat(told.status()).isEqualTo(200);
    }

    private static FhirCall call(Caller caller, String method) {
        return new FhirCall(
                caller,
                method,
                Optional.empty(),
                Optional.empty(),
                Map.<String, List<String>>of(),
                Map.of(),
                "",
                new byte[0],
                "",
                "http://localhost:8080/fhir");
    }
}
