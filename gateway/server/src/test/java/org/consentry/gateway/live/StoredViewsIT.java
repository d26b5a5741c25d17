package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** ViewDefinitions that are kept here, and named instead of sent. */
class StoredViewsIT {
    private static final String BORN = "{'resourceType':'ViewDefinition','url':'https://views.test/born','name':'born',"
            + "'status':'active','resource':'Patient','select':[{'column':[{'name':'id','path':'getResourceKey()'},"
            + "{'name':'born','path':'birthDate','type':'date'}]}]}";

    private static LiveGateway gateway;
    private static ExportClient analyst;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/viewed",
                        "{'resourceType':'Patient','id':'viewed','name':[{'family':'Viewmaster'}],"
                                + "'birthDate':'1980-05-06'}"),
                201);
        LiveGateway.expect(gateway.put(analyst.token, "/fhir/ViewDefinition/born", BORN), 201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> run(String token, String reference) {
        return gateway.post(
                token,
                "/fhir/$viewdefinition-run?_format=csv",
                "{'resourceType':'Parameters','parameter':[{'name':'viewReference','valueReference':{'reference':'"
                        + reference + "'}}]}");
    }

    @Test
    void showsAViewToNobodyElse() {
        ExportClient other = ExportClient.named(gateway, "other", "system/*.rs");

        assertThat(other.get("/fhir/ViewDefinition/born").statusCode()).isEqualTo(404);
        assertThat(other.get("/fhir/ViewDefinition").body()).contains("\"total\":0");
        assertThat(run(other.token, "ViewDefinition/born").statusCode()).isEqualTo(404);
        assertThat(gateway.delete(other.token, "/fhir/ViewDefinition/born").statusCode())
                .isEqualTo(204);
        assertThat(analyst.get("/fhir/ViewDefinition/born").statusCode()).isEqualTo(200);
        assertThat(gateway.get(gateway.patient("viewed"), "/fhir/ViewDefinition")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get("", "/fhir/ViewDefinition").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"ViewDefinition/born", "https://views.test/born"})
    void runsAViewThatIsNamed(String reference) {
        HttpResponse<String> answer = run(analyst.token, reference);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("id,born\r\n").contains(",1980");
    }

    @Test
    void runsAViewAtItsOwnUrlByGet() {
        HttpResponse<String> answer =
                analyst.get("/fhir/ViewDefinition/born/$viewdefinition-run?_format=csv&header=false");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain("born")
                .doesNotContain("viewed")
                .contains(",1980");
    }

    @Test
    void exportsAViewThatIsNamed() {
        HttpResponse<String> started = gateway.post(
                analyst.token,
                "/fhir/$viewdefinition-export",
                "{'resourceType':'Parameters','parameter':[{'name':'view','part':[{'name':'name','valueString':'people'},"
                        + "{'name':'viewReference','valueReference':{'reference':'ViewDefinition/born'}}]},"
                        + "{'name':'_format','valueCode':'csv'}]}");

        JsonNode done = LiveGateway.expect(analyst.finished(ExportClient.job(started)), 200);

        assertThat(done.toString()).contains("people.csv");
    }

    @Test
    void keepsVersionsAndRefusesALostUpdate() {
        HttpResponse<String> made = gateway.post(analyst.token, "/fhir/ViewDefinition", BORN);
        String url = made.headers().firstValue("Location").orElseThrow().replaceFirst("/_history/.*", "");
        assertThat(made.headers().firstValue("ETag")).hasValue("W/\"1\"");

        HttpResponse<String> again = gateway.put(analyst.token, url, BORN, "If-Match", "W/\"1\"");
        HttpResponse<String> lost = gateway.put(analyst.token, url, BORN, "If-Match", "W/\"1\"");

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"versionId\":\"2\"");
        assertThat(lost.statusCode()).isEqualTo(412);
        assertThat(gateway.delete(analyst.token, url).statusCode()).isEqualTo(204);
        assertThat(analyst.get(url).statusCode()).isEqualTo(404);
    }

    @Test
    void findsByNameAndUrl() {
        assertThat(analyst.get("/fhir/ViewDefinition?name=born").body()).contains("https://views.test/born");
        assertThat(analyst.get("/fhir/ViewDefinition?url=https://views.test/none")
                        .body())
                .contains("\"total\":0");
        assertThat(analyst.get("/fhir/ViewDefinition?nonsense=1").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'Patient'}|400|ViewDefinition",
                "{'resourceType':'ViewDefinition','resource':'Patient','select':[{'column':[{'name':'a','path':'(('}]}]}"
                        + "|422|ViewDefinition",
                "{'resourceType':'ViewDefinition','select':[]}|422|resource"
            })
    void keepsNoViewThatDoesNotCompile(String view, int status, String named) {
        HttpResponse<String> answer = gateway.post(analyst.token, "/fhir/ViewDefinition", view);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(named);
    }

    @ParameterizedTest
    @CsvSource({"source=x,source", "header=maybe,header", "_limit=-1,_limit", "_since=now,_since"})
    void namesTheParameterThatIsWrong(String query, String named) {
        HttpResponse<String> answer = analyst.get("/fhir/ViewDefinition/born/$viewdefinition-run?" + query);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(named);
    }
}
