package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
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

/** A hospital that goes on writing at every door while gateways die, and holds them to what they promised. */
final class SubmissionsUnderFire {
    private static final List<FireDoor> DOORS = List.of(FireDoor.values());

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
        FireDoor door = DOORS.get(number % DOORS.size());
        assertThat(door.handIn(gateway, token, number)).as(door.name()).isEmpty();
        acknowledged.add(number);
    }

    /** Every promise was kept and has a receipt of its own; what was not promised happened wholly or not at all. */
    void assertKept(DoomedGateway gateway, ReceiptVerifier verifier) throws IOException, InterruptedException {
        Set<Long> places = new HashSet<>();
        for (int number : acknowledged) {
            assertThat(observations(gateway, number)).as("shot %d", number).hasSize(1);
            assertThat(places.add(provedShot(gateway, number, verifier))).isTrue();
        }
        Set<Boolean> ends = new HashSet<>();
        for (int number : unanswered) {
            boolean happened = !observations(gateway, number).isEmpty();
            assertThat(search(gateway, "Patient?identifier=F" + number).isEmpty())
                    .isEqualTo(!happened);
            ends.add(happened);
            if (happened) {
                assertThat(places.add(provedShot(gateway, number, verifier))).isTrue();
            }
        }
        // Before a commit and after it: else nobody was killed where it was meant.
        assertThat(ends).containsExactlyInAnyOrder(true, false);
    }

    private List<JsonNode> observations(DoomedGateway gateway, int number) throws IOException, InterruptedException {
        return search(gateway, "Observation?patient.identifier=F" + number);
    }

    private long provedShot(DoomedGateway gateway, int number, ReceiptVerifier verifier)
            throws IOException, InterruptedException {
        JsonNode shot = observations(gateway, number).getFirst();
        assertThat(shot.toString()).contains("\"shot " + number + "\"");
        return proved(gateway, "Observation/" + shot.path("id").asString(""), verifier);
    }

    private List<JsonNode> search(DoomedGateway gateway, String query) throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        LiveGateway.expect(get(gateway, query), 200).path("entry").forEach(entry -> found.add(entry.path("resource")));
        return found;
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
