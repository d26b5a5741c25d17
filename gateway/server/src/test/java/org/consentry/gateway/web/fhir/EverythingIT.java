package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code Patient/$everything}: the records of all patients whom one sees. */
class EverythingIT {
    private static final String A = "hospital-a";
    private static final String B = "hospital-b";
    private static final int PATIENTS = 25;
    private static final Pattern FULL_URL = Pattern.compile("\"fullUrl\":\"[^\"]*/fhir/([^\"]*)\"");
    private static final Pattern NEXT = Pattern.compile("\"relation\":\"next\",\"url\":\"([^\"]*)\"");
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        server.put(A, "/Practitioner/doc", "{'resourceType':'Practitioner','id':'doc'}");
        for (int i = 0; i < PATIENTS; i++) {
            String patient = "Patient/e" + i;
            server.put(
                    A,
                    "/" + patient,
                    "{'resourceType':'Patient','id':'e" + i
                            + "','generalPractitioner':[{'reference':'Practitioner/doc'}]}");
            for (int j = 0; j < i % 4; j++) {
                server.put(
                        A,
                        "/Observation/e" + i + "-" + j,
                        "{'resourceType':'Observation','id':'e" + i + "-" + j
                                + "','status':'final','code':{'text':'x'},'subject':{'reference':'" + patient + "'}}");
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<List<String>> pages(String caller, String path) {
        List<List<String>> pages = new ArrayList<>();
        String url = path;
        while (!url.isEmpty()) {
            String body = server.get(caller, url).body();
            List<String> page = new ArrayList<>();
            Matcher entry = FULL_URL.matcher(body);
            while (entry.find()) {
                page.add(entry.group(1));
            }
            pages.add(page);
            Matcher next = NEXT.matcher(body);
            url = next.find() ? next.group(1) : "";
        }
        return pages;
    }

    @Test
    void tellsTheRecordsOfAllPatientsPageByPage() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            expected.add("Patient/e" + i);
            for (int j = 0; j < i % 4; j++) {
                expected.add("Observation/e" + i + "-" + j);
            }
        }

        List<List<String>> pages = pages(A, "/Patient/$everything?_count=7");

        assertThat(pages)
                .allSatisfy(page -> assertThat(page).hasSizeLessThanOrEqualTo(7).doesNotHaveDuplicates());
        assertThat(pages.stream().flatMap(List::stream).filter(each -> !each.equals("Practitioner/doc")))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(pages(A, "/Patient/$everything"))
                .singleElement()
                .satisfies(all -> assertThat(all).hasSize(expected.size() + 1).contains("Practitioner/doc"));
    }

    @Test
    void narrowsThemAsItDoesOne() {
        assertThat(pages(A, "/Patient/$everything?_type=Observation&_count=4").stream()
                        .flatMap(List::stream))
                .hasSize(36)
                .allMatch(each -> each.startsWith("Observation/"));
        assertThat(server.post(
                                A,
                                "/Patient/$everything",
                                "{'resourceType':'Parameters','parameter':[{'name':'_type','valueCode':'Goal'}]}")
                        .body())
                .contains("\"total\":0");
        assertThat(server.get(A, "/Patient/$everything?colour=blue").statusCode())
                .isEqualTo(400);
        assertThat(server.call("DELETE", A, "/Patient/$everything").statusCode())
                .isEqualTo(405);
    }

    @Test
    void showsOnlyTheRecordsThatAreOpen() {
        HttpResponse<String> nobody = server.get("hospital-c", "/Patient/$everything");
        server.consent("e3", "Patient", "Observation");

        assertThat(nobody.statusCode()).isEqualTo(200);
        assertThat(nobody.body()).contains("\"total\":0");
        assertThat(pages(B, "/Patient/$everything").getFirst())
                .containsExactlyInAnyOrder(
                        "Patient/e3", "Observation/e3-0", "Observation/e3-1", "Observation/e3-2", "Practitioner/doc");
    }

    @Test
    void searchesByGetWhereOthersPost() {
        assertThat(server.get(A, "/Patient/_search?_id=e1").body()).contains("\"total\":1", "Patient/e1");
        assertThat(server.get(A, "/_search?_type=Practitioner").body()).contains("Practitioner/doc");
        assertThat(server.get(A, "/Patient/e3/Observation/_search?_id=e3-1").body())
                .contains("\"total\":1", "Observation/e3-1");
    }
}
