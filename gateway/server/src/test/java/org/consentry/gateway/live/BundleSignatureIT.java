package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.MemberPen;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A hospital signs what it hands in, through the public doors. */
class BundleSignatureIT {
    private static final OrganizationId HOSPITAL = new OrganizationId("hospital-a");
    private static final MemberPen PEN = new MemberPen(HOSPITAL);
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        ObjectNode key = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        key.putArray("parameter")
                .addObject()
                .put("name", "jwk")
                .put("valueString", PEN.key().toJson());
        LiveGateway.expect(post("/fhir/Organization/hospital-a/$register-key", key.toString()), 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void refusesWhatWasChangedOnTheWay() {
        String changed = PEN.signed(transaction("eve")).replace("1970-01-01", "1970-01-02");

        HttpResponse<String> answer = post("/fhir", changed);

        assertThat(answer.statusCode()).isEqualTo(422);
        JsonNode issue = LiveGateway.JSON.readTree(answer.body()).path("issue").path(0);
        assertThat(issue.path("expression").path(0).asString("")).isEqualTo("Bundle.signature");
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("1970");
        assertThat(gateway.get(gateway.member("hospital-a"), "/fhir/Patient/eve")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesAKeyOfNobodyAnotherMembersKeyAndASignedBatch() {
        String strange = new MemberPen(HOSPITAL).signed(transaction("mallory"));
        String batch = PEN.signed(transaction("mallory").replace("transaction", "batch"));

        assertThat(post("/fhir", strange).statusCode()).isEqualTo(422);
        assertThat(gateway.post(gateway.member("hospital-b"), "/fhir", PEN.signed(transaction("mallory")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("/fhir", batch).statusCode()).isEqualTo(400);
    }

    @Test
    void signsAMessageAsItSignsATransaction() {
        String message = """
                {"resourceType":"Bundle","type":"message","entry":[
                  {"resource":{"resourceType":"MessageHeader","id":"m1","eventCoding":{"code":"x"},
                    "source":{"endpoint":"http://a.example"}}},
                  {"resource":{"resourceType":"Organization","name":"Lab 7"}}]}
                """;

        assertThat(post("/fhir/$process-message", PEN.signed(message).replace("Lab 7", "Lab 8"))
                        .statusCode())
                .isEqualTo(422);
        LiveGateway.expect(post("/fhir/$process-message", PEN.signed(message)), 200);
        List<String> authors = new ArrayList<>();
        for (JsonNode header : LiveGateway.expect(gateway.get(gateway.member("hospital-a"), "/fhir/MessageHeader"), 200)
                .path("entry")) {
            authors.add(
                    result(verified("MessageHeader/" + header.at("/resource/id").asString("")), "author"));
        }
        assertThat(authors).containsExactly("ok");
    }

    @Test
    void keepsLogsAndVerifiesBothSignatures() throws Exception {
        String signed = PEN.signed(transaction("anna"));

        LiveGateway.expect(post("/fhir", signed), 200);

        JsonNode verified = verified("Patient/anna");
        assertThat(value(verified, "result")).isEqualTo("ok");
        assertThat(result(verified, "authority")).isEqualTo("ok");
        assertThat(result(verified, "author")).isEqualTo("ok");
        Entry entry = entry("Patient/anna");
        JsonNode provenance = LiveGateway.expect(
                        gateway.get(gateway.member("hospital-a"), "/fhir/Provenance?target=Patient/anna"), 200)
                .at("/entry/0/resource");
        JsonNode own = provenance.path("signature").path(1);
        assertThat(own).isEqualTo(LiveGateway.JSON.readTree(signed).path("signature"));
        assertThat(entry.author().orElseThrow().keyId())
                .isEqualTo(PEN.key().thumbprint().value());
        assertThat(entry.author().orElseThrow().signature())
                .isEqualTo(
                        Hash.sha256(Base64.getDecoder().decode(own.path("data").asString(""))));
        assertThat(entry.signer()).isPresent();
        assertThat(invalid(provenance)).isEmpty();
    }

    @Test
    void verifiesTheSignatureThatAStoredBundleCarries() {
        String document = PEN.signed("""
                {"resourceType":"Bundle","type":"collection","entry":[
                  {"fullUrl":"urn:uuid:6f2c","resource":{"resourceType":"Organization","name":"Ward 1.0"}}]}""");
        String stranger = new MemberPen(HOSPITAL).signed("{\"resourceType\":\"Bundle\",\"type\":\"collection\"}");

        JsonNode good = verified(storedBundle(document));
        JsonNode bad = verified(storedBundle(document.replace("Ward", "Yard")));
        JsonNode unknown = verified(storedBundle(stranger));

        assertThat(value(good, "result")).isEqualTo("ok");
        assertThat(result(good, "content")).isEqualTo("ok");
        assertThat(value(bad, "result")).isEqualTo("bad-signature");
        assertThat(result(bad, "authority")).isEqualTo("ok");
        assertThat(result(bad, "content")).isEqualTo("bad-signature");
        assertThat(value(unknown, "result")).isEqualTo("unknown-key");
    }

    private static String storedBundle(String json) {
        return "Bundle/"
                + LiveGateway.expect(post("/fhir/Bundle", json), 201).path("id").asString("");
    }

    /** Waits for the checkpoint that covers it: the log publishes in a thread of its own. */
    private static Entry entry(String reference) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            String receipt = value(verified(reference), "receipt");
            if (!receipt.isEmpty()) {
                TlogProof proof = TlogProof.parse(Base64.getDecoder().decode(receipt));
                return ReceiptExtra.parse(proof.extraBytes().orElseThrow()).entry();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no checkpoint came");
    }

    /** What HL7's validator has against it. */
    private static List<String> invalid(JsonNode resource) {
        List<String> errors = new ArrayList<>();
        JsonNode outcome = LiveGateway.expect(post("/fhir/Provenance/$validate", resource.toString()), 200);
        for (JsonNode issue : outcome.path("issue")) {
            if (List.of("error", "fatal").contains(issue.path("severity").asString(""))) {
                errors.add(issue.toString());
            }
        }
        return errors;
    }

    private static JsonNode verified(String reference) {
        return LiveGateway.expect(gateway.get(gateway.member("hospital-a"), "/fhir/" + reference + "/$verify"), 200);
    }

    private static String value(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asString("").equals(name)) {
                return Optional.of(parameter.path("valueCode").asString(""))
                        .filter(code -> !code.isEmpty())
                        .orElse(parameter.path("valueBase64Binary").asString(""));
            }
        }
        return "";
    }

    private static String result(JsonNode parameters, String by) {
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("part").path(0).path("valueCode").asString("").equals(by)) {
                return parameter.path("part").path(1).path("valueCode").asString("");
            }
        }
        return "";
    }

    private static HttpResponse<String> post(String path, String json) {
        assertThat(json.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) '\'');
        return gateway.post(gateway.member("hospital-a"), path, json);
    }

    private static String transaction(String id) {
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                  {"resource":{"resourceType":"Patient","id":"%s","birthDate":"1970-01-01"},
                   "request":{"method":"PUT","url":"Patient/%s"}}]}
                """.formatted(id, id);
    }
}
