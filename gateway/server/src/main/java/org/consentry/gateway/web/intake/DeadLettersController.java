package org.consentry.gateway.web.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.intake.DeadLetter;
import org.consentry.gateway.intake.DeadLetters;
import org.consentry.gateway.intake.Intake;
import org.consentry.gateway.intake.IntakeReport;
import org.consentry.gateway.intake.Intaken;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What of a member's messages was refused: {@code GET /intake/dead-letters} lists it with the reasons, {@code
 * …/[id]/$replay} tries one again, {@code …/[id]/content} gives its bytes back, DELETE throws it away. A member sees its
 * own alone.
 */
@RestController
class DeadLettersController {
    private static final MediaType FHIR = MediaType.parseMediaType("application/fhir+json;charset=UTF-8");
    private static final int MOST = 1_000;

    private final DeadLetters letters;
    private final Intake intake;
    private final GatewaySettings gateway;

    DeadLettersController(DeadLetters letters, Intake intake, GatewaySettings gateway) {
        this.letters = letters;
        this.intake = intake;
        this.gateway = gateway;
    }

    @GetMapping("/intake/dead-letters")
    ResponseEntity<byte[]> list(
            HttpServletRequest request, @RequestParam(name = "_count", defaultValue = "100") int count) {
        if (count < 1 || count > MOST) {
            throw Problem.at(ProblemKind.MALFORMED, "_count", "1 to " + MOST);
        }
        List<DeadLetter> found = letters.of(Senders.of(request).organization(), count);
        Parameters answer = Parameters.create();
        found.forEach(letter -> describe(answer.part("letter"), letter));
        return ResponseEntity.ok().contentType(FHIR).body(answer.json());
    }

    @GetMapping("/intake/dead-letters/{id}")
    ResponseEntity<byte[]> one(HttpServletRequest request, @PathVariable String id) {
        Parameters answer = Parameters.create();
        describe(answer, letter(request, id));
        return ResponseEntity.ok().contentType(FHIR).body(answer.json());
    }

    @GetMapping("/intake/dead-letters/{id}/content")
    ResponseEntity<byte[]> content(HttpServletRequest request, @PathVariable String id) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Disposition", "attachment")
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .body(letters.content(letter(request, id)));
    }

    @PostMapping("/intake/dead-letters/{id}/$replay")
    ResponseEntity<byte[]> replay(HttpServletRequest request, @PathVariable String id) {
        Intaken taken = intake.replay(letter(request, id));
        return ResponseEntity.status(IntakeDoor.status(taken))
                .contentType(FHIR)
                .body(new IntakeReport(gateway.baseUrl().toString())
                        .of(List.of(taken))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @DeleteMapping("/intake/dead-letters/{id}")
    ResponseEntity<Void> discard(HttpServletRequest request, @PathVariable String id) {
        letters.discard(letter(request, id));
        return ResponseEntity.noContent().build();
    }

    private DeadLetter letter(HttpServletRequest request, String id) {
        var organization = Senders.of(request).organization();
        try {
            return letters.find(organization, UUID.fromString(id)).orElseThrow(DeadLettersController::unknown);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such dead letter");
    }

    private static void describe(Parameters answer, DeadLetter letter) {
        answer.with("id", "Uuid", "urn:uuid:" + letter.id())
                .with("format", "Code", letter.format().code())
                .with("received", "Instant", letter.at().toString())
                .with("bytes", "String", "" + letter.bytes())
                .with("attempts", "String", "" + letter.attempts())
                .withResource("outcome", letter.reason().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
