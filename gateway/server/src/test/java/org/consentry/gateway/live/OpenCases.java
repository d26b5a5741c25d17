package org.consentry.gateway.live;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.consentry.gateway.access.ProviderWatch;
import org.junit.jupiter.api.DynamicTest;

/**
 * The world in which the open security cases are tried: a victim whom hospital-a brought in, who opened her
 * observations to hospital-b, once did to hospital-r, and knows nothing of hospital-s. What must not be told is marked,
 * so that every answer can be searched for it.
 */
final class OpenCases {
    static final String VICTIM = "victim-7";
    static final String UNKNOWN = "nobody-7";
    static final String OTHER = "other-7";
    static final String SECRET = "secret-marker";
    static final String IDENTIFIER = "urn:mrn|mrn-7";

    final LiveGateway gateway;

    private OpenCases(LiveGateway gateway) {
        this.gateway = gateway;
    }

    static OpenCases start() {
        OpenCases world = new OpenCases(LiveGateway.start());
        world.fill();
        return world;
    }

    private void fill() {
        String a = gateway.member("hospital-a");
        store(
                a,
                "Patient",
                VICTIM,
                "'identifier':[{'system':'urn:mrn','value':'mrn-7'}],'name':[{'family':'" + SECRET + "'}]");
        store(a, "Patient", OTHER, "'name':[{'family':'Other'}]");
        store(a, "Observation", "open-7", observation(VICTIM));
        store(a, "Observation", "others-7", observation(OTHER));
        store(
                a,
                "Condition",
                "closed-7",
                "'code':{'text':'" + SECRET + "'},'subject':{'reference':'Patient/" + VICTIM + "'}");
        gateway.ceremonies.register(VICTIM);
        gateway.ceremonies.register(OTHER);
        gateway.ceremonies.grant("hospital-b", VICTIM, provision("Observation"));
        gateway.ceremonies.revoke(VICTIM, gateway.ceremonies.grant("hospital-r", VICTIM, provision("Observation")));
    }

    void store(String token, String type, String id, String content) {
        LiveGateway.expect(
                gateway.put(
                        token,
                        "/fhir/" + type + "/" + id,
                        "{'resourceType':'" + type + "','id':'" + id + "'," + content + "}"),
                201);
    }

    static String observation(String patient) {
        return "'status':'final','code':{'coding':[{'system':'urn:codes','code':'c7'}],'text':'" + SECRET
                + "'},'effectiveDateTime':'2026-03-01','subject':{'reference':'Patient/" + patient + "'}";
    }

    /** An observation as somebody who does not know the first one writes it; without an id when that is empty. */
    static String changed(String id, String patient, String more) {
        return resource(
                "Observation",
                (id.isEmpty() ? "" : "'id':'" + id + "',")
                        + "'status':'final','code':{'text':'changed'},'subject':{'reference':'Patient/" + patient + "'}"
                        + more);
    }

    /** Status of something of the victim's, as the victim sees it. */
    String status(String path) {
        return LiveGateway.expect(get(gateway.patient(VICTIM), "/fhir/" + path), 200)
                .path("status")
                .asString("");
    }

    static String resource(String type, String content) {
        return "{'resourceType':'" + type + "'," + content + "}";
    }

    static String entry(String method, String url, String resource) {
        return "{" + (resource.isEmpty() ? "" : "'resource':" + resource + ",") + "'request':{'method':'" + method
                + "','url':'" + url + "'}}";
    }

    static String bundle(String type, String... entries) {
        return "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}";
    }

    String provision(String type) {
        return provision("'class':[{'code':'" + type + "'}]", "");
    }

    /** Every provision asks for another end: the same request again would be the same request. */
    String provision(String classes, String more) {
        gateway.clock.forward(Duration.ofSeconds(1));
        return "{'period':{'end':'"
                + gateway.clock.instant().plus(Duration.ofDays(50)).truncatedTo(ChronoUnit.SECONDS)
                + "'},'purpose':[{'code':'TREAT'}]," + classes + more + "}";
    }

    /** A request that must be answered by one of the statuses and must tell nothing of the victim. */
    static DynamicTest refused(String name, Supplier<HttpResponse<String>> attack, Integer... statuses) {
        return DynamicTest.dynamicTest(name, () -> {
            HttpResponse<String> answer = attack.get();
            Assertions.assertThat(answer.statusCode()).as(answer.body()).isIn((Object[]) statuses);
            Assertions.assertThat(answer.body()).doesNotContain(SECRET);
        });
    }

    /** A request that finds nothing: an empty answer, or none. */
    static DynamicTest empty(String name, Supplier<HttpResponse<String>> attack) {
        return DynamicTest.dynamicTest(name, () -> {
            HttpResponse<String> answer = attack.get();
            Assertions.assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403, 404);
            Assertions.assertThat(answer.body())
                    .doesNotContain(SECRET)
                    .doesNotContainPattern("\"total\"\\s*:\\s*[1-9]")
                    .doesNotContain("\"match\"", "\"include\"");
        });
    }

    /** Something that must go on working. */
    static DynamicTest allowed(String name, Supplier<HttpResponse<String>> request, int status) {
        return DynamicTest.dynamicTest(name, () -> {
            HttpResponse<String> answer = request.get();
            Assertions.assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        });
    }

    /**
     * The same request about the victim and about nobody: both answers must be alike but for the name that was asked
     * for. {@code {}} in path and body is the place of that name.
     */
    DynamicTest alike(
            String token, String method, String path, String body, String hidden, String unknown, String... headers) {
        String name = method + " " + path + " " + String.join(" ", headers) + " " + shortened(body);
        return DynamicTest.dynamicTest(name.strip(), () -> {
            HttpResponse<String> one = sendAbout(token, method, path, body, hidden, headers);
            HttpResponse<String> two = sendAbout(token, method, path, body, unknown, headers);
            Assertions.assertThat(shape(one, hidden)).isEqualTo(shape(two, unknown));
        });
    }

    private HttpResponse<String> sendAbout(
            String token, String method, String path, String body, String name, String... headers) {
        String[] named = java.util.Arrays.stream(headers)
                .map(header -> header.replace("{}", name))
                .toArray(String[]::new);
        return send(token, method, path.replace("{}", name), body.replace("{}", name), named);
    }

    private static String shortened(String body) {
        return body.length() > 60 ? body.substring(0, 60) + "…" : body;
    }

    HttpResponse<String> send(String token, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = gateway.request(token, path, headers);
        boolean form = path.endsWith("_search");
        if (body.isEmpty()) {
            return gateway.send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        return gateway.send(request.header(
                        "Content-Type",
                        form
                                ? "application/x-www-form-urlencoded"
                                : body.startsWith("[") ? "application/json-patch+json" : "application/fhir+json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    /** Status, the headers that could tell, and the body without what differs between any two answers. */
    private static String shape(HttpResponse<String> answer, String name) {
        String headers = answer.headers().map().entrySet().stream()
                .filter(header -> List.of("etag", "last-modified", "location", "content-type", "www-authenticate")
                        .contains(header.getKey().toLowerCase(java.util.Locale.ROOT)))
                .map(Map.Entry::toString)
                .sorted()
                .toList()
                .toString();
        return (answer.statusCode() + headers + answer.body())
                .replace(name, "NAME")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("[A-Z][a-z]{2}, \\d\\d? [A-Z][a-z]{2} \\d{4} [0-9:]+ GMT", "TIME")
                .replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll("\"id\":\"[^\"]+\"", "ID")
                .replaceAll("(\"index\"(,\"valueString\")?):\"?\\d+", "$1")
                .replaceAll("[A-Za-z0-9+/=]{100,}", "RECEIPT")
                .replaceAll("([A-Z][A-Za-z]+)/[0-9A-Za-z.-]+(/_history/\\d+)?", "$1/ID");
    }

    /** Time passes; the provider's event log is read again before anybody goes on. */
    void forward(Duration time) {
        gateway.clock.forward(time);
        ProviderWatch watch = gateway.bean(ProviderWatch.class);
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (watch.hearing() == ProviderWatch.Hearing.DEAF) {
            Assertions.assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    HttpResponse<String> get(String token, String path, String... headers) {
        return gateway.get(token, path, headers);
    }

    String stranger() {
        return gateway.member("hospital-s");
    }

    void close() {
        gateway.close();
    }
}
