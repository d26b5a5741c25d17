package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files that were made with a patient's yes and not fetched are not there after the patient's no: decision 26. */
class WithdrawnExportIT {
    private static final String SHIFTED = "_type=Patient&_deidentify=research-shifted";

    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static OfferedStudy study;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        for (String id : List.of("stays", "revokes", "withdraws", "objects")) {
            LiveGateway.expect(
                    gateway.put(
                            gateway.member("hospital-a"),
                            "/fhir/Patient/" + id,
                            "{'resourceType':'Patient','id':'" + id + "','gender':'female','birthDate':'1970-02-03'}"),
                    201);
        }
        study = OfferedStudy.approved(gateway, analyst, "Patient", "Patient?gender=female");
        for (String id : List.of("stays", "revokes", "withdraws", "objects")) {
            study.accept(id);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private record Finished(String job, String url, int patients) {}

    private static Finished finished(String path) {
        String job = ExportClient.job(analyst.start(path));
        JsonNode manifest = LiveGateway.expect(analyst.finished(job), 200);
        return new Finished(
                job,
                manifest.at("/output/0/url").asString(""),
                analyst.lines(manifest, "Patient").size());
    }

    private static void requireGone(Finished export) {
        assertThat(analyst.get(export.url()).statusCode()).isEqualTo(404);
        assertThat(analyst.get(export.url(), "Range", "bytes=5-").statusCode()).isEqualTo(404);
        HttpResponse<String> told = analyst.get(export.job());
        assertThat(told.statusCode()).isEqualTo(410);
        assertThat(told.body()).contains("OperationOutcome").contains("took it back");
        assertThat(analyst.get(export.url()).statusCode()).isEqualTo(404);
    }

    @Test
    void filesGoWithTheYesTheyRestOn() {
        List<Path> before = gateway.objects.files("export");
        Finished whole = finished("/fhir/$export?" + SHIFTED);
        Finished again = finished("/fhir/Patient/$export?" + SHIFTED);
        Finished alone = finished(ExportClient.group(gateway, gateway.member("hospital-a"), "stays") + "?" + SHIFTED);
        assertThat(alone.patients()).isEqualTo(1);
        Finished anybodys = finished("/fhir/$export?_type=Patient");
        String table = ExportClient.job(gateway.post(
                analyst.token,
                "/fhir/$viewdefinition-export",
                "{'resourceType':'Parameters','parameter':[{'name':'_deidentify','valueString':'research-shifted'},"
                        + "{'name':'view','part':[{'name':'viewResource','resource':{'resourceType':'ViewDefinition',"
                        + "'name':'people','status':'active','resource':'Patient','select':[{'column':[{'name':'sex',"
                        + "'path':'gender'}]}]}}]}]}",
                "Prefer",
                "respond-async"));
        assertThat(analyst.finished(table).statusCode()).isEqualTo(200);
        assertThat(analyst.get(again.url()).statusCode()).isEqualTo(200);

        study.revoke("revokes");

        requireGone(whole);
        requireGone(again);
        assertThat(analyst.get(table).statusCode()).isEqualTo(410);
        assertThat(analyst.get(anybodys.url()).statusCode()).isEqualTo(200);
        assertThat(analyst.get(alone.url()).statusCode()).isEqualTo(200);
        Finished second = finished("/fhir/$export?" + SHIFTED);
        assertThat(second.patients()).isEqualTo(whole.patients() - 1);
        study.withdraw("withdraws");
        requireGone(second);

        Finished third = finished("/fhir/$export?" + SHIFTED);
        LiveGateway.expect(
                gateway.post(
                        gateway.patient("objects"),
                        "/fhir/Patient/objects/$research-objection",
                        "{'resourceType':'Parameters','parameter':[{'name':'objects','valueBoolean':true}]}"),
                200);
        requireGone(third);
        assertThat(analyst.delete(third.job()).statusCode()).isEqualTo(202);
        assertThat(analyst.delete(anybodys.job()).statusCode()).isEqualTo(202);
        assertThat(analyst.delete(alone.job()).statusCode()).isEqualTo(202);
        assertThat(finished("/fhir/$export?" + SHIFTED).patients()).isEqualTo(1);
        List<Path> left = new ArrayList<>(gateway.objects.files("export"));
        left.removeAll(before);
        // The last one's file and report.
        assertThat(left).hasSize(2);
    }
}
