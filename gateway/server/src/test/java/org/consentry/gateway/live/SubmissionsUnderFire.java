package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import tools.jackson.databind.JsonNode;

/** A hospital that goes on writing while gateways die, and holds them to what they promised. */
final class SubmissionsUnderFire {
    private static final String BUNDLE = """
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"resource":{"resourceType":"Patient","id":"p-%1$s","name":[{"family":"Fire"}]},
              "request":{"method":"PUT","url":"Patient/p-%1$s"}},
             {"resource":{"resourceType":"Observation","id":"o-%1$s","status":"final","code":{"text":"shots"},
               "subject":{"reference":"Patient/p-%1$s"},"valueInteger":%2$d},
              "request":{"method":"PUT","url":"Observation/o-%1$s"}}]}""";

    private final Supplier<String> token;
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();

    SubmissionsUnderFire(Supplier<String> token) {
        this.token = token;
    }

    /** Writes until the gateway is dead. */
    void writeOn(DoomedGateway gateway) {
        boolean alive = true;
        while (alive) {
            int number = next.getAndIncrement();
            try {
                write(gateway, number);
            } catch (IOException dead) {
                unanswered.add(number);
                alive = false;
            } catch (InterruptedException stop) {
                alive = false;
            }
        }
    }

    /** One more, which must be taken. */
    void writeOne(DoomedGateway gateway) throws IOException, InterruptedException {
        write(gateway, next.getAndIncrement());
    }

    private void write(DoomedGateway gateway, int number) throws IOException, InterruptedException {
        HttpRequest.Builder request = gateway.request(token.get(), "/fhir")
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(BUNDLE.formatted(number, number)));
        HttpResponse<String> answer = gateway.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        acknowledged.add(number);
    }

    /** Every promise was kept and has a receipt of its own; what was not promised happened wholly or not at all. */
    void assertKept(DoomedGateway gateway, ReceiptVerifier verifier) throws IOException, InterruptedException {
        Set<Long> places = new HashSet<>();
        for (int number : acknowledged) {
            places.add(proved(gateway, "Observation/o-" + number, verifier));
            assertThat(get(gateway, "Observation/o-" + number).body()).contains("\"valueInteger\":" + number);
        }
        assertThat(places).hasSameSizeAs(acknowledged);
        Set<Integer> ends = new HashSet<>();
        for (int number : unanswered) {
            int status = get(gateway, "Observation/o-" + number).statusCode();
            assertThat(get(gateway, "Patient/p-" + number).statusCode()).isEqualTo(status);
            ends.add(status);
            if (status == 200) {
                assertThat(places.add(proved(gateway, "Patient/p-" + number, verifier)))
                        .isTrue();
            }
        }
        // Before a commit and after it: else nobody was killed where it was meant.
        assertThat(ends).containsExactlyInAnyOrder(200, 404);
    }

    private HttpResponse<String> get(DoomedGateway gateway, String path) throws IOException, InterruptedException {
        return gateway.send(gateway.request(token.get(), "/fhir/" + path));
    }

    /** The place in the log of what made a resource, proved. */
    private long proved(DoomedGateway gateway, String resource, ReceiptVerifier verifier)
            throws IOException, InterruptedException {
        JsonNode answer =
                LiveGateway.expect(get(gateway, resource + "/$verify"), 200).path("parameter");
        assertThat(parameter(answer, "result", "valueCode")).as(resource).isEqualTo("ok");
        byte[] text = Base64.getDecoder().decode(parameter(answer, "receipt", "valueBase64Binary"));
        TlogProof receipt = TlogProof.parse(text);
        ReceiptExtra extra = ReceiptExtra.parse(receipt.extraBytes().orElseThrow());
        assertThat(verifier.judge(receipt, extra.entry().digest())).isInstanceOf(Verdict.Accepted.class);
        return receipt.inclusion().index();
    }

    private static String parameter(JsonNode parameters, String name, String value) {
        for (JsonNode parameter : parameters) {
            if (parameter.path("name").asString("").equals(name)) {
                return parameter.path(value).asString("");
            }
        }
        return "";
    }
}
