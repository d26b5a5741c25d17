package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Links of searches and histories: there and back, and what they say was asked. */
class SearchPagesIT {
    private static final String A = "hospital-a";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        for (int i = 0; i < 7; i++) {
            server.put(
                    A,
                    "/Location/l" + i,
                    "{'resourceType':'Location','id':'l" + i
                            + "','name':'Ward','meta':{'tag':[{'system':'urn:t','code':'t" + i % 2
                            + "'}],'profile':['urn:p'],'security':[{'code':'R'}]}}");
        }
        server.put(
                A,
                "/Patient/pp",
                "{'resourceType':'Patient','id':'pp','meta':{'tag':[{'system':'urn:t','code':'t0'}]}}");
        server.put(
                A,
                "/Observation/po",
                "{'resourceType':'Observation','id':'po','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/pp'}}");
        server.put(A, "/Location/l0", "{'resourceType':'Location','id':'l0','name':'Ward zero'}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode page(String url) {
        HttpResponse<String> answer = server.get(A, url);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Optional<String> link(JsonNode bundle, String relation) {
        for (JsonNode link : bundle.path("link")) {
            if (link.path("relation").asString("").equals(relation)) {
                return Optional.of(link.path("url").asString(""));
            }
        }
        return Optional.empty();
    }

    private static List<String> ids(JsonNode bundle) {
        List<String> ids = new ArrayList<>();
        bundle.path("entry")
                .forEach(entry -> ids.add(entry.path("resource").path("id").asString("")));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_sort=_id", "_sort=-_lastUpdated", "_sort=name,_id", "_sort=status,-_id", "_total=accurate"})
    void leadsThereAndBack(String query) {
        List<List<String>> there = new ArrayList<>();
        JsonNode page = page("/Location?_count=2&" + query);
        there.add(ids(page));
        assertThat(link(page, "previous")).isEmpty();
        while (link(page, "next").isPresent()) {
            page = page(link(page, "next").get());
            there.add(ids(page));
            assertThat(ids(page(link(page, "self").orElseThrow()))).isEqualTo(ids(page));
            assertThat(ids(page(link(page, "first").orElseThrow()))).isEqualTo(there.getFirst());
        }
        assertThat(there).hasSize(4);
        for (int i = there.size() - 2; i >= 0; i--) {
            page = page(link(page, "previous").orElseThrow());
            assertThat(ids(page)).isEqualTo(there.get(i));
        }
        assertThat(link(page, "previous")).isEmpty();
    }

    @Test
    void tellsTheTotalOfTheFirstPageOnAllPages() {
        JsonNode first = page("/Location?_count=3&_total=accurate&name=ward");
        server.put(A, "/Location/later", "{'resourceType':'Location','id':'later','name':'Ward later'}");
        JsonNode second = page(link(first, "next").orElseThrow());
        server.call("DELETE", A, "/Location/later");

        assertThat(first.path("total").asInt()).isEqualTo(7);
        assertThat(second.path("total").asInt()).isEqualTo(7);
        assertThat(page("/Location?_count=3&name=ward").has("total")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "?_type=Location,Patient&_tag=urn:t%7Ct0~l2 l4 l6 pp",
                "?_tag=t1&_type=Location~l1 l3 l5",
                "?_type=Location&_security=R&_id=l1,l2~l1 l2",
                "?_type=Location&_profile=urn:p&_id=l1,pp~l1",
                "?_type=Location&_tag:not=t1&_id=l1,l2~l2",
                "?_type=Location,Patient&_tag:missing=true~l0",
                "/Patient/pp/*?_tag=t0~pp",
                "/Location?_id:not=l0,l1,l2,l3,l4,l5~l6",
                "/Location?_lastUpdated:missing=true~",
                "/Location?_id:missing=false&_id=l1~l1",
                "/Location?_count=&_sort=&_include=&_id=l1~l1"
            })
    void findsOverAllTypes(String path, String expected) {
        assertThat(ids(page(path)))
                .containsExactlyInAnyOrder(expected == null ? new String[0] : expected.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/Patient/pp/Observation?status=final", "/Patient/pp/Observation", "/Patient/pp/*?_count=10"})
    void namesACompartmentAsItWasAsked(String path) {
        assertThat(link(page(path), "self")).hasValue("http://localhost:8080/fhir" + path);
    }

    @Test
    void searchesFormsUpToABound() {
        assertThat(server.post(A, "/Location/_search?_count=2", "name=ward", "Content-Type", FORM)
                        .body())
                .contains("\"next\"");
        assertThat(server.post(A, "/Location/_search", "name=" + "a".repeat(1_000_000), "Content-Type", FORM)
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "/Location/l0/_history?nonsense=1~400~_since",
                "/Location/l0/_history?_sort=_lastUpdated~400~_sort",
                "/Location/l0/_history?_sort=-_lastUpdated~200~history",
                "/Location/l0/_history?_summary=true~200~SUBSETTED",
                "/Location/l0/_history?_elements=name~200~SUBSETTED",
                "/Location/_history?_elements=a$b~400~_elements",
                "/_history?_type=Patient&_count=1~200~Patient/pp",
                "/_history?_type=Nonsense~400~_type",
                "/Patient/pp/$everything?from=2020~400~start",
                "/Location?name=%FF%FE~400~percent-encoded",
                "/Location?name=%EF%BF%BD~200~searchset"
            })
    void answers(String path, int status, String part) {
        HttpResponse<String> answer = server.get(A, path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
    }

    @Test
    void tellsOnlyTheHistoryOfTheTypesThatAreAsked() {
        JsonNode page = page("/_history?_type=Patient,Observation");

        assertThat(ids(page)).containsExactlyInAnyOrder("pp", "po");
        assertThat(server.get(A, "/_history?_at=2099&_type=Patient").body()).contains("\"total\":1");
    }
}
