package org.consentry.gateway.web.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.intake.Answers;
import org.consentry.gateway.intake.Hl7v2Intake;
import org.consentry.gateway.intake.IntakeSettings;
import org.consentry.gateway.intake.Intaken;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /intake/hl7v2}: one message or a batch. Answers a FHIR Parameters with, for each message, its receipt and
 * its conversion report as an OperationOutcome; or ACK messages when the client accepts HL7 v2 only.
 */
@RestController
class Hl7v2Door {
    private static final MediaType ER7 = MediaType.parseMediaType("x-application/hl7-v2+er7");
    private static final MediaType FHIR = MediaType.parseMediaType("application/fhir+json;charset=UTF-8");

    private final Hl7v2Intake intake;
    private final IntakeSettings settings;
    private final GatewaySettings gateway;
    private final Clock clock;

    Hl7v2Door(Hl7v2Intake intake, IntakeSettings settings, GatewaySettings gateway, Clock clock) {
        this.intake = intake;
        this.settings = settings;
        this.gateway = gateway;
        this.clock = clock;
    }

    @PostMapping("/intake/hl7v2")
    ResponseEntity<byte[]> take(
            HttpServletRequest request,
            @RequestHeader(name = "Content-Type", required = false) @Nullable String contentType,
            @RequestHeader(name = "Accept", defaultValue = "*/*") String accept)
            throws IOException {
        Caller.Member member = member(Callers.of(request));
        requireType(contentType);
        List<Intaken> taken = intake.take(member.organization(), member.clientId(), body(request));
        if (taken.isEmpty()) {
            throw Problem.of(ProblemKind.MALFORMED, "The body holds no HL7 v2 message: none starts with MSH");
        }
        return accept.contains("hl7-v2") ? acknowledgments(taken) : report(taken);
    }

    private ResponseEntity<byte[]> report(List<Intaken> taken) {
        return ResponseEntity.status(status(taken))
                .contentType(FHIR)
                .body(new IntakeReport(gateway.baseUrl().toString()).of(taken));
    }

    private ResponseEntity<byte[]> acknowledgments(List<Intaken> taken) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        String acks =
                taken.stream().map(one -> Answers.acknowledgment(one, now)).collect(Collectors.joining());
        return ResponseEntity.status(status(taken)).contentType(ER7).body(acks.getBytes(StandardCharsets.UTF_8));
    }

    /** One message has the status of its own outcome; of a batch, 200 says that each message is answered inside. */
    private static HttpStatusCode status(List<Intaken> taken) {
        if (taken.size() > 1) {
            return HttpStatusCode.valueOf(200);
        }
        return HttpStatusCode.valueOf(
                switch (taken.getFirst()) {
                    case Intaken.Taken durable -> 200;
                    case Intaken.Rejected rejected -> 422;
                    case Intaken.Failed failed -> failed.kind().status();
                });
    }

    private static Caller.Member member(Caller caller) {
        if (!(caller instanceof Caller.Member member)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Messages are taken from members' systems only");
        }
        if (!member.scopes().covers(Interaction.CREATE, "Patient")
                || !member.scopes().covers(Interaction.UPDATE, "Patient")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover writing");
        }
        return member;
    }

    private static void requireType(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        boolean known = List.of(
                        "x-application/hl7-v2+er7", "application/hl7-v2", "application/hl7-v2+er7", "text/plain")
                .contains(type);
        if (!known) {
            throw Problem.of(
                    ProblemKind.WRONG_MEDIA_TYPE, "Send x-application/hl7-v2+er7, application/hl7-v2 or text/plain");
        }
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        int most = Math.toIntExact(settings.largestMessage().toBytes());
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw Problem.of(ProblemKind.TOO_LARGE, "The body is larger than this door takes");
        }
        return body;
    }
}
