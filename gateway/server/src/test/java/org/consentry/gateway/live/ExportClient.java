package org.consentry.gateway.live;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An analyst's client: starts, waits, fetches. */
final class ExportClient {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final LiveGateway gateway;
    final String token;

    ExportClient(LiveGateway gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    static ExportClient analyst(LiveGateway gateway) {
        return named(gateway, "analyst", "system/*.rs");
    }

    static ExportClient named(LiveGateway gateway, String client, String scope) {
        return new ExportClient(
                gateway,
                gateway.issuer.sign(gateway.issuer
                        .claims(LiveSettings.audience(), client, client, List.of("analyst"))
                        .claim("scope", scope)
                        .build()));
    }

    HttpResponse<String> start(String path) {
        return gateway.get(token, path, "Prefer", "respond-async", "Accept", "application/fhir+json");
    }

    HttpResponse<String> post(String path, String parameters) {
        return gateway.post(token, path, parameters, "Prefer", "respond-async");
    }

    HttpResponse<String> get(String path, String... headers) {
        return gateway.get(token, path, headers);
    }

    HttpResponse<String> delete(String path) {
        return gateway.delete(token, path);
    }

    /** Where the job of an accepted request is. */
    static String job(HttpResponse<String> started) {
        Assertions.assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return started.headers().firstValue("Content-Location").orElseThrow();
    }

    /** The last answer of the status URL. */
    HttpResponse<String> finished(String job) {
        HttpResponse<String> state = gateway.get(token, job);
        long end = System.nanoTime() + 60_000_000_000L;
        while (state.statusCode() == 202 && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            state = gateway.get(token, job);
        }
        return state;
    }

    /** A Group of one patient, under the patient's id, which is how tests with ids of their own name somebody. */
    static String group(LiveGateway gateway, String member, String patient) {
        LiveGateway.expect(
                gateway.put(
                        member,
                        "/fhir/Group/" + patient,
                        "{'resourceType':'Group','id':'" + patient + "','type':'person','actual':true,'member':["
                                + "{'entity':{'reference':'Patient/" + patient + "'}}]}"),
                201);
        return "/fhir/Group/" + patient + "/$export";
    }

    JsonNode manifest(String path) {
        return manifest(start(path));
    }

    JsonNode manifest(HttpResponse<String> started) {
        return LiveGateway.expect(finished(job(started)), 200);
    }

    /** The lines of all files of a type. */
    List<JsonNode> lines(JsonNode manifest, String type) {
        return lines(manifest, "output", type);
    }

    List<JsonNode> lines(JsonNode manifest, String member, String type) {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode file : manifest.path(member)) {
            if (file.path("type").asString("").equals(type)) {
                HttpResponse<String> content =
                        gateway.get(token, file.path("url").asString(""));
                Assertions.assertThat(content.statusCode()).isEqualTo(200);
                content.body().lines().forEach(line -> lines.add(JSON.readTree(line)));
            }
        }
        return lines;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
