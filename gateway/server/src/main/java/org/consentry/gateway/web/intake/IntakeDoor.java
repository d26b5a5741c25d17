package org.consentry.gateway.web.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.intake.Answers;
import org.consentry.gateway.intake.Intake;
import org.consentry.gateway.intake.IntakeFormat;
import org.consentry.gateway.intake.IntakeJob;
import org.consentry.gateway.intake.IntakeJobs;
import org.consentry.gateway.intake.IntakeReport;
import org.consentry.gateway.intake.IntakeSettings;
import org.consentry.gateway.intake.Intaken;
import org.consentry.gateway.intake.MessageFormat;
import org.consentry.gateway.intake.Sender;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /intake/hl7v2}, {@code /intake/ccda}, {@code /intake/stu3}, {@code /intake/dstu2}: one message or document,
 * or a batch of HL7 v2; {@code /intake/csv/[layout]}: a table. Answers a FHIR Parameters with, for each message, its receipt and its conversion report as an
 * OperationOutcome; or ACK messages when the client accepts HL7 v2 only. With {@code Prefer: respond-async} the answer is 202 and a URL that
 * tells the progress and, at the end, the same report.
 */
@RestController
class IntakeDoor {
    private static final MediaType ER7 = MediaType.parseMediaType("x-application/hl7-v2+er7");
    private static final MediaType FHIR = MediaType.parseMediaType("application/fhir+json;charset=UTF-8");

    private final Intake intake;
    private final IntakeJobs jobs;
    private final IntakeSettings settings;
    private final GatewaySettings gateway;
    private final Admission admission;
    private final Clock clock;

    IntakeDoor(
            Intake intake,
            IntakeJobs jobs,
            IntakeSettings settings,
            GatewaySettings gateway,
            Admission admission,
            Clock clock) {
        this.intake = intake;
        this.jobs = jobs;
        this.settings = settings;
        this.gateway = gateway;
        this.admission = admission;
        this.clock = clock;
    }

    @PostMapping("/intake/{format}")
    ResponseEntity<byte[]> message(HttpServletRequest request, @PathVariable String format) throws IOException {
        return take(request, format);
    }

    @PostMapping("/intake/csv/{layout}")
    ResponseEntity<byte[]> table(HttpServletRequest request, @PathVariable String layout) throws IOException {
        return take(request, "csv/" + layout);
    }

    private ResponseEntity<byte[]> take(HttpServletRequest request, String code) throws IOException {
        Sender sender = Senders.of(request);
        IntakeFormat format = intake.format(sender, code).orElseThrow(IntakeDoor::unknownFormat);
        requireType(format, request.getContentType());
        if (header(request, "Prefer").contains("respond-async")) {
            return later(sender, format, request);
        }
        List<Intaken> taken = new ArrayList<>();
        try (Admission.Admitted admitted = admission.open()) {
            InputStream body = bounded(request);
            // A table passes through; what holds messages is held until the last of them is answered.
            intake.take(sender, format, format instanceof MessageFormat ? admitted.counted(body) : body, taken::add);
        }
        if (taken.isEmpty()) {
            throw Problem.of(ProblemKind.MALFORMED, nothing(format));
        }
        boolean acknowledge =
                format == MessageFormat.HL7V2 && header(request, "Accept").contains("hl7-v2");
        return acknowledge ? acknowledgments(taken) : report(taken);
    }

    private ResponseEntity<byte[]> later(Sender sender, IntakeFormat format, HttpServletRequest request)
            throws IOException {
        int most = Math.toIntExact(settings.largestBody().toBytes());
        UUID id;
        try (Admission.Admitted admitted = admission.open()) {
            byte[] body = admitted.counted(bounded(request)).readNBytes(most + 1);
            if (body.length > most) {
                throw tooLarge();
            }
            id = jobs.add(sender, format, body);
        }
        return ResponseEntity.accepted()
                .header("Content-Location", gateway.baseUrl() + "/intake/jobs/" + id)
                .build();
    }

    @GetMapping("/intake/jobs/{id}")
    ResponseEntity<byte[]> job(HttpServletRequest request, @PathVariable String id) {
        IntakeJob job = jobOf(request, id);
        return job.report()
                .map(done -> ResponseEntity.ok().contentType(FHIR).body(done.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> ResponseEntity.accepted()
                        .header("X-Progress", job.progress())
                        .header("Retry-After", "1")
                        .build());
    }

    @DeleteMapping("/intake/jobs/{id}")
    ResponseEntity<Void> forget(HttpServletRequest request, @PathVariable String id) {
        jobs.remove(jobOf(request, id));
        return ResponseEntity.accepted().build();
    }

    private IntakeJob jobOf(HttpServletRequest request, String id) {
        OrganizationId member = Senders.of(request).organization();
        try {
            return jobs.find(member, UUID.fromString(id)).orElseThrow(IntakeDoor::unknownJob);
        } catch (IllegalArgumentException e) {
            throw unknownJob();
        }
    }

    private static Problem unknownJob() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such intake job");
    }

    private static String header(HttpServletRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }

    private ResponseEntity<byte[]> report(List<Intaken> taken) {
        return ResponseEntity.status(status(taken))
                .contentType(FHIR)
                .body(new IntakeReport(gateway.baseUrl().toString()).of(taken).getBytes(StandardCharsets.UTF_8));
    }

    private ResponseEntity<byte[]> acknowledgments(List<Intaken> taken) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        String acks =
                taken.stream().map(one -> Answers.acknowledgment(one, now)).collect(Collectors.joining());
        return ResponseEntity.status(status(taken)).contentType(ER7).body(acks.getBytes(StandardCharsets.UTF_8));
    }

    /** One message has the status of its own outcome; of a batch, 200 says that each message is answered inside. */
    private static HttpStatusCode status(List<Intaken> taken) {
        return HttpStatusCode.valueOf(taken.size() > 1 ? 200 : status(taken.getFirst()));
    }

    static int status(Intaken taken) {
        return switch (taken) {
            case Intaken.Taken durable -> 200;
            case Intaken.Rejected rejected -> 422;
            case Intaken.Failed failed -> failed.kind().status();
        };
    }

    private static Problem unknownFormat() {
        return Problem.of(
                ProblemKind.NOT_FOUND,
                "There is no such intake door; there are " + String.join(", ", IntakeFormat.codes()));
    }

    private static String nothing(IntakeFormat format) {
        return format == MessageFormat.HL7V2
                ? "The body holds no HL7 v2 message: none starts with MSH"
                : "The body is empty";
    }

    private static void requireType(IntakeFormat format, @Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!format.mediaTypes().contains(type)) {
            throw Problem.of(ProblemKind.WRONG_MEDIA_TYPE, "Send " + String.join(" or ", format.mediaTypes()));
        }
    }

    /** A body that says it is too large is refused before it is read. */
    private InputStream bounded(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > settings.largestBody().toBytes()) {
            throw tooLarge();
        }
        return request.getInputStream();
    }

    private static Problem tooLarge() {
        return Problem.of(ProblemKind.TOO_LARGE, "The body is larger than this door takes");
    }
}
