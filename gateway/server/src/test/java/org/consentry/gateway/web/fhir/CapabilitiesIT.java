package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CapabilityStatement against the router: what it lists works, what it does not list does not. */
class CapabilitiesIT {
    private static final String A = "hospital-a";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> VALUES = Map.of(
            "token",
            "x",
            "string",
            "x",
            "date",
            "2026-01-01",
            "number",
            "1",
            "quantity",
            "1",
            "uri",
            "urn:x",
            "reference",
            "Basic/x");
    private static FhirServer server;
    private static JsonNode rest;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        rest = JSON.readTree(server.get("", "/metadata").body()).path("rest").path(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersEveryInteractionThatIsListed() {
        Set<String> refused = new HashSet<>();
        for (JsonNode resource : rest.path("resource")) {
            String type = resource.path("type").asString();
            for (JsonNode interaction : resource.path("interaction")) {
                String code = interaction.path("code").asString();
                HttpResponse<String> answer = interact(code, type);
                boolean known = answer.statusCode() != 405
                        && answer.statusCode() != 500
                        && !answer.body().contains("no such resource type");
                if (!known) {
                    refused.add(type + " " + code + " " + answer.statusCode());
                }
            }
        }
        assertThat(refused).isEmpty();
        assertThat(rest.path("resource").size()).isGreaterThan(140);
    }

    private static HttpResponse<String> interact(String code, String type) {
        return switch (code) {
            case "read" -> server.get(A, "/" + type + "/none");
            case "vread" -> server.get(A, "/" + type + "/none/_history/1");
            case "history-instance" -> server.get(A, "/" + type + "/none/_history");
            case "history-type" -> server.get(A, "/" + type + "/_history?_count=1");
            case "search-type" -> server.get(A, "/" + type + "?_count=1");
            case "create" -> server.post(A, "/" + type, "{}");
            case "update" -> server.put(A, "/" + type + "/none", "{}");
            case "patch" -> server.patch(A, "/" + type + "/none", "[]");
            case "delete" -> server.call("DELETE", A, "/" + type + "/none");
            default -> throw new IllegalStateException("no test for " + code);
        };
    }

    @Test
    void understandsEverySearchParameterThatIsListed() {
        List<String> refused = new ArrayList<>();
        for (JsonNode resource : rest.path("resource")) {
            String type = resource.path("type").asString();
            StringBuilder query = new StringBuilder("?_summary=count");
            for (JsonNode parameter : resource.path("searchParam")) {
                String value = VALUES.get(parameter.path("type").asString());
                if (value != null && !parameter.path("name").asString().equals("_lastUpdated")) {
                    query.append('&')
                            .append(parameter.path("name").asString())
                            .append('=')
                            .append(value);
                }
            }
            HttpResponse<String> answer = server.get(A, "/" + type + query);
            if (answer.statusCode() != 200) {
                refused.add(type + " " + answer.body());
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void searchesEveryCompartmentThatIsListed() {
        List<String> owners = new ArrayList<>();
        for (JsonNode compartment : rest.path("compartment")) {
            String owner = compartment.asString().replaceAll(".*/", "");
            String type = Character.toUpperCase(owner.charAt(0)) + owner.substring(1);
            owners.add(type);
            assertThat(server.get(A, "/" + type + "/1/Observation?_count=1").statusCode())
                    .as(type)
                    .isEqualTo(200);
        }
        assertThat(owners).contains("Patient", "Encounter", "Practitioner", "RelatedPerson", "Device");
    }

    @Test
    void includesWhatIsListed() {
        for (String type : List.of("Observation", "Encounter", "DocumentReference", "Patient")) {
            for (JsonNode resource : rest.path("resource")) {
                if (resource.path("type").asString().equals(type)) {
                    resource.path("searchInclude")
                            .forEach(include -> assertThat(server.get(A, "/" + type + "?_include=" + include.asString())
                                            .statusCode())
                                    .isEqualTo(200));
                    assertThat(resource.path("searchInclude")).isNotEmpty();
                    assertThat(server.get(
                                            A,
                                            "/" + type + "?_revinclude="
                                                    + resource.path("searchRevInclude")
                                                            .path(0)
                                                            .asString())
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void listsNoOperationThatIsNotThere() {
        for (JsonNode resource : rest.path("resource")) {
            for (JsonNode operation : resource.path("operation")) {
                assertThat(operation.path("name").asString()).isEqualTo("everything");
            }
        }
        assertThat(server.get(A, "/Patient/none/$everything").body()).doesNotContain("operation");
        assertThat(server.get(A, "/Patient/none/$frob").body()).contains("no such operation");
        assertThat(server.get(A, "/Patient?frob=1").statusCode()).isEqualTo(400);
    }

    @Test
    void takesThePatchesThatAreListed() {
        server.put(A, "/Organization/cap", "{'resourceType':'Organization','id':'cap','name':'Cap'}");
        String path =
                "{'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'delete'},"
                        + "{'name':'path','valueString':'Organization.name'}]}]}";

        assertThat(server.patch(A, "/Organization/cap", "[{'op':'add','path':'/active','value':true}]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.patch(A, "/Organization/cap", path, "Content-Type", "application/fhir+json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.patch(A, "/Organization?_id=cap", "[{'op':'add','path':'/name','value':'Again'}]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.patch(
                                A,
                                "/Organization/cap",
                                "<diff xmlns:f='http://hl7.org/fhir'><replace sel='f:Organization/f:name/@value'>XML</replace></diff>",
                                "Content-Type",
                                "application/xml-patch+xml")
                        .body())
                .contains("\"name\":\"XML\"");
        assertThat(server.patch(A, "/Organization/cap", "x", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void tellsWhatIsDoneAboutCodesWhenAskedForThat() {
        assertThat(server.get("", "/metadata?mode=terminology").body()).contains("TerminologyCapabilities");
        assertThat(server.get("", "/metadata?mode=normative").body()).contains("\"CapabilityStatement\"");
        assertThat(server.get("", "/metadata?mode=full&_format=xml").body()).contains("<CapabilityStatement");
        assertThat(server.get("", "/metadata?mode=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsTheVersionOfAMoment() {
        server.put(A, "/Organization/at", "{'resourceType':'Organization','id':'at','name':'First'}");
        server.put(A, "/Organization/at", "{'resourceType':'Organization','id':'at','name':'Second'}");

        assertThat(server.get(A, "/Organization/at/_history?_at=2098-01-01").body())
                .contains("Second")
                .doesNotContain("First");
        assertThat(server.get(A, "/Organization/at/_history?_at=2001").statusCode())
                .isEqualTo(404);
        assertThat(server.get(A, "/Organization/at/_history?_at=soon").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tellsTheVersionsOfAMomentOfAllOfAType() {
        for (String name : List.of("Erste", "Zweite")) {
            for (String id : List.of("all-1", "all-2")) {
                server.put(A, "/Location/" + id, "{'resourceType':'Location','id':'" + id + "','name':'" + name + "'}");
            }
        }

        assertThat(server.get(A, "/Location/_history?_at=2098-01-01").body())
                .contains("\"total\":2", "Zweite")
                .doesNotContain("Erste");
        assertThat(server.get(A, "/Location/_history?_at=2001").body()).contains("\"total\":0");
        assertThat(server.get(A, "/_history?_at=2098").body()).contains("Location/all-1", "Zweite");
    }
}
