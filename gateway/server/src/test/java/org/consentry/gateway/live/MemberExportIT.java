package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** A member takes home what it brought, identified; its files go as they were fetched (rows ER-75 and ER-76). */
class MemberExportIT {
    private static LiveGateway gateway;
    private static ExportClient a;
    private static ExportClient b;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        a = new ExportClient(gateway, gateway.member("hospital-a"));
        b = new ExportClient(gateway, gateway.member("hospital-b"));
        brings(a, "own-a", "Homewood");
        brings(b, "own-b", "Stranger");
        // B's by what the store says of it: how it came there does not matter here.
        LiveGateway.expect(
                gateway.put(
                        a.token,
                        "/fhir/Condition/of-b",
                        "{'resourceType':'Condition','id':'of-b','subject':{'reference':'Patient/own-a'},"
                                + "'code':{'text':'seen at B only'}}"),
                201);
        JdbcClient.create(new DriverManagerDataSource(gateway.database.jdbcUrl(), "postgres", ""))
                .sql("UPDATE resource SET source = 'hospital-b' WHERE id = 'of-b'")
                .update();
    }

    private static void brings(ExportClient member, String id, String family) {
        LiveGateway.expect(
                gateway.put(
                        member.token,
                        "/fhir/Patient/" + id,
                        "{'resourceType':'Patient','id':'" + id + "','name':[{'family':'" + family
                                + "'}],'birthDate':'1931-03-04'}"),
                201);
        LiveGateway.expect(
                gateway.put(
                        member.token,
                        "/fhir/Observation/o-" + id,
                        "{'resourceType':'Observation','id':'o-" + id + "','status':'final','code':{'text':'pulse'},"
                                + "'subject':{'reference':'Patient/" + id + "','display':'" + family + "'}}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void doesNotGetWhatOthersBroughtNotEvenOfItsOwnPatients() {
        JsonNode manifest = a.manifest("/fhir/$export?_type=Patient,Observation,Condition");

        List<JsonNode> patients = a.lines(manifest, "Patient");
        assertThat(patients).hasSize(1);
        assertThat(patients.getFirst().at("/name/0/family").asString("")).isEqualTo("Homewood");
        assertThat(patients.getFirst().path("id").asString("")).isEqualTo("own-a");
        assertThat(patients.getFirst().path("birthDate").asString("")).isEqualTo("1931-03-04");
        assertThat(a.lines(manifest, "Observation")).hasSize(1);
        assertThat(a.lines(manifest, "Condition")).isEmpty();
        assertThat(manifest.toString())
                .contains("\"https://consentry.org/deidentification-policy\":\"identified\"")
                .doesNotContain("leak-scan");
    }

    @Test
    void getsNoTypeThatItsScopesDoNotCoverAndNoOtherPolicy() {
        ExportClient narrow = new ExportClient(gateway, gateway.member("hospital-a", "system/Observation.rs"));

        assertThat(narrow.start("/fhir/$export?_type=Patient").statusCode()).isEqualTo(403);
        assertThat(narrow.manifest("/fhir/$export").path("output").size()).isEqualTo(1);
        assertThat(a.start("/fhir/$export?_deidentify=safe-harbor").statusCode())
                .isEqualTo(400);
        assertThat(new ExportClient(gateway, gateway.patient("own-a"))
                        .start("/fhir/$export")
                        .statusCode())
                .isEqualTo(403);
        assertThat(new ExportClient(gateway, gateway.practitioner("x", "hospital-a", "user/*.rs"))
                        .start("/fhir/$export")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void losesAFileAsItIsFetchedWholeAndNotBefore() throws Exception {
        List<Path> before = gateway.objects.files("export");
        JsonNode manifest = a.manifest("/fhir/$export?_type=Observation");
        String url = manifest.at("/output/0/url").asString("");
        assertThat(gateway.objects.files("export")).hasSize(before.size() + 2);
        assertThat(b.get(url).statusCode()).isEqualTo(403);
        assertThat(gateway.get("", url).statusCode()).isEqualTo(401);
        assertThat(head(url)).isEqualTo(200);
        assertThat(a.get(url, "Range", "bytes=40-").statusCode()).isEqualTo(206);
        HttpResponse<String> whole = a.get(url);
        assertThat(whole.body()).contains("Homewood");

        assertThat(a.get(url).statusCode()).isEqualTo(404);
        assertThat(a.get(url, "Range", "bytes=40-").statusCode()).isEqualTo(404);

        List<Path> left = new ArrayList<>(gateway.objects.files("export"));
        left.removeAll(before);
        assertThat(left).hasSize(1);
        assertThat(Files.readString(left.getFirst())).doesNotContain("Homewood");
    }

    private static int head(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        gateway.request(a.token, url)
                                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void resumesABrokenDownloadWhoseEndSpendsTheFile() throws Exception {
        StringBuilder many = new StringBuilder("{'resourceType':'Bundle','type':'transaction','entry':[");
        for (int i = 0; i < 4_000; i++) {
            many.append(i == 0 ? "" : ",")
                    .append("{'resource':{'resourceType':'Location','id':'l-" + i + "','name':'Ward " + i
                            + "','description':'" + "x".repeat(1_000)
                            + "'},'request':{'method':'PUT','url':'Location/l-" + i + "'}}");
        }
        LiveGateway.expect(gateway.post(a.token, "/fhir", many.append("]}").toString()), 200);
        JsonNode manifest = a.manifest("/fhir/$export?_type=Location");
        String url = manifest.at("/output/0/url").asString("");
        int had = 0;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> broken =
                    client.send(gateway.request(a.token, url).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = broken.body()) {
                had = in.readNBytes(200_000).length;
            }
        }

        HttpResponse<String> rest = a.get(url, "Range", "bytes=" + had + "-");

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body().length()).isGreaterThan(3_000_000);
        assertThat(a.get(url).statusCode()).isEqualTo(404);
    }

    @Test
    void narrowsToItsOwnGroup() {
        String group = "{'resourceType':'Group','id':'%s','type':'person','actual':true,"
                + "'member':[{'entity':{'reference':'Patient/own-a'}},{'entity':{'reference':'Patient/own-b'}}]}";
        gateway.put(a.token, "/fhir/Group/home", group.formatted("home"));
        gateway.put(b.token, "/fhir/Group/away", group.formatted("away"));

        JsonNode manifest = a.manifest("/fhir/Group/home/$export?_type=Patient");

        assertThat(a.lines(manifest, "Patient")).hasSize(1);
        assertThat(a.start("/fhir/Group/away/$export?_type=Patient").statusCode())
                .isEqualTo(404);
    }
}
