package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.Optional;
import org.consentry.gateway.Turns;
import org.consentry.gateway.attachment.Deliveries;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.ReencryptionProofs;
import org.consentry.gateway.web.Callers;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /deliveries/[id]}: for the recipient alone, who learned the id from its event stream. */
@RestController
class DeliveriesController {
    private static final int PATIENCE = 240;

    private static final int MOST = 200;

    /** Each of them keeps a thread of the container. */
    private static final int MOST_WAITING = 24;

    private final Deliveries deliveries;
    private final ReencryptionProofs proofs;
    private final Turns waiting = new Turns(MOST_WAITING);

    DeliveriesController(Deliveries deliveries, ReencryptionProofs proofs) {
        this.deliveries = deliveries;
        this.proofs = proofs;
    }

    /** What is there for the caller's member, and what it has fetched; the newest 200. */
    @GetMapping("/deliveries")
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        OrganizationId reader = Readers.memberOf(Callers.of(request))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "Deliveries are for members"));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(DeliveryJson.of(deliveries.of(reader, MOST)));
    }

    /** The one-time URI and what opens the ciphertext; the URI stays the same until it expires or is spent. */
    @GetMapping("/deliveries/{id}")
    ResponseEntity<byte[]> show(@PathVariable String id, HttpServletRequest request) {
        return switch (deliveries.issue(id, reader(request))) {
            case Deliveries.Issue.Issued issued ->
                ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .header("Referrer-Policy", "no-referrer")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(DeliveryJson.of(
                                issued, proofs.digest(issued.delivery().id())));
            case Deliveries.Issue.Over over ->
                throw Problem.of(ProblemKind.GONE, "This delivery has been fetched, or its consent has ended");
            case Deliveries.Issue.Unopened unopened ->
                throw Problem.of(
                        ProblemKind.BUSY, "Too few of those who hold the patient's key fragments answer; try again");
            case Deliveries.Issue.Unknown unknown -> throw unknown();
        };
    }

    /** The recipient has opened the content: {@code {"sha256": hex}} of the plaintext. */
    @PostMapping("/deliveries/{id}/ack")
    ResponseEntity<Void> acknowledge(@PathVariable String id, @RequestBody JsonNode body, HttpServletRequest request)
            throws InterruptedException {
        byte[] sha256;
        try {
            sha256 = HexFormat.of().parseHex(body.path("sha256").asString(""));
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, "sha256", "64 hex digits");
        }
        OrganizationId reader = reader(request);
        Deliveries.Acknowledgment answer = deliveries.acknowledge(id, reader, sha256);
        // The client may have its last byte before the gateway has seen that and put it down.
        Optional<Turns.Turn> waits =
                answer == Deliveries.Acknowledgment.IN_PROGRESS ? waiting.take() : Optional.empty();
        if (waits.isPresent()) {
            try {
                for (int i = 0; i < PATIENCE && answer == Deliveries.Acknowledgment.IN_PROGRESS; i++) {
                    Thread.sleep(25);
                    answer = deliveries.acknowledge(id, reader, sha256);
                }
            } finally {
                waits.get().close();
            }
        }
        return switch (answer) {
            case RECEIVED -> ResponseEntity.noContent().build();
            case WRONG_HASH -> throw Problem.at(ProblemKind.UNPROCESSABLE, "sha256", "not the hash of the content");
            case IN_PROGRESS -> throw Problem.of(ProblemKind.CONFLICT, "The delivery has not been fetched completely");
            case UNKNOWN -> throw unknown();
        };
    }

    private static OrganizationId reader(HttpServletRequest request) {
        return Readers.memberOf(Callers.of(request)).orElseThrow(DeliveriesController::unknown);
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such delivery");
    }
}
