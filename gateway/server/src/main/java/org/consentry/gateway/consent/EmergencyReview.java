package org.consentry.gateway.consent;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.display.ShownText;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is said afterwards about an access in an emergency: by the patient, and by the organization whose practitioner it
 * was, through somebody else than that practitioner. Each says so once; the organization's word closes the review. What one
 * of them finds not justified ends at once.
 */
@Component
public class EmergencyReview {
    private static final int LONGEST_NOTE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final AuditTrail audit;
    private final Revocations revocations;
    private final EmergencyEnds ends;
    private final Clock clock;
    private final TransactionTemplate transaction;

    EmergencyReview(
            Records records,
            AuditTrail audit,
            Revocations revocations,
            EmergencyEnds ends,
            Clock clock,
            TransactionTemplate transaction) {
        this.records = records;
        this.audit = audit;
        this.revocations = revocations;
        this.ends = ends;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** What a reviewer found. */
    public enum Finding {
        JUSTIFIED,
        NOT_JUSTIFIED;

        /** As it is written. */
        String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** Reads what was written. @throws Problem MALFORMED for anything else */
        public static Finding of(String code) {
            for (Finding finding : values()) {
                if (finding.code().equals(code)) {
                    return finding;
                }
            }
            throw Problem.at(ProblemKind.MALFORMED, "finding", "justified or not-justified");
        }
    }

    private enum Side {
        PATIENT,
        ORGANIZATION;

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Adds the caller's word to a review.
     *
     * @throws Problem NOT_FOUND for a review that is not the caller's to speak in, CONFLICT when it has spoken already
     */
    public StoredVersion say(Caller caller, String taskId, Finding finding, String note) {
        String words = note.strip();
        if (words.length() > LONGEST_NOTE) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "note", "at most " + LONGEST_NOTE + " characters");
        }
        ShownText.require("note", JSON.createObjectNode().put("text", words));
        return Objects.requireNonNull(transaction.execute(status -> {
            StoredVersion version = records.current(new ResourceId("Task", taskId), new Visibility.Everything())
                    .filter(it -> it.change() != StoredVersion.Change.DELETED)
                    .filter(EmergencyReview::isReview)
                    .orElseThrow(EmergencyReview::notFound);
            ObjectNode task = ConsentJson.parse(version.json());
            Side side = side(caller, task).orElseThrow(EmergencyReview::notFound);
            StoredVersion stored = put(version, said(task, side, finding, words));
            follow(caller, task, side, finding);
            note(caller, version, stored);
            return stored;
        }));
    }

    /** What is not justified ends at once; whom the organization finds justified may open another access. */
    private void follow(Caller caller, ObjectNode task, Side side, Finding finding) {
        String consent = id(task, "focus", "Consent/");
        if (finding == Finding.NOT_JUSTIFIED) {
            var unused = revocations.end(caller, id(task, "for", "Patient/"), consent);
        } else if (side == Side.ORGANIZATION) {
            ends.lift(consent);
        }
    }

    private static String id(ObjectNode task, String element, String type) {
        return task.path(element).path("reference").asString("").replaceFirst("^" + type, "");
    }

    private static boolean isReview(StoredVersion version) {
        return ConsentJson.parse(version.json())
                .path("code")
                .path("coding")
                .valueStream()
                .anyMatch(coding -> coding.path("system").asString("").equals(GatewayPapers.TASKS)
                        && coding.path("code").asString("").equals(BreakGlass.REVIEW));
    }

    private static Optional<Side> side(Caller caller, ObjectNode task) {
        String owner = task.path("owner").path("reference").asString("");
        String broke = task.path("requester").path("reference").asString("");
        return switch (caller) {
            case Caller.PatientUser patient ->
                Optional.of(Side.PATIENT)
                        .filter(it -> patient.proxy().isEmpty()
                                && task.path("for")
                                        .path("reference")
                                        .asString("")
                                        .equals("Patient/" + patient.patientId()));
            case Caller.Member member ->
                Optional.of(Side.ORGANIZATION)
                        .filter(it -> member.organization().reference().equals(owner));
            case Caller.PractitionerUser user ->
                Optional.of(Side.ORGANIZATION)
                        .filter(it -> user.organization().reference().equals(owner)
                                && !broke.equals("Practitioner/" + user.practitionerId()));
            default -> Optional.empty();
        };
    }

    private ObjectNode said(ObjectNode task, Side side, Finding finding, String words) {
        for (JsonNode output : task.path("output")) {
            if (output.path("type").path("text").asString("").equals(side.code())) {
                throw Problem.of(ProblemKind.CONFLICT, "This was said already");
            }
        }
        ObjectNode output = task.withArray("output").addObject();
        output.putObject("type").put("text", side.code());
        output.put("valueString", words.isEmpty() ? finding.code() : finding.code() + ": " + words);
        task.put(
                "status",
                side == Side.ORGANIZATION ? "completed" : task.path("status").asString("requested"));
        task.put("lastModified", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return task;
    }

    private StoredVersion put(StoredVersion before, ObjectNode task) {
        OptionalLong expected = OptionalLong.of(ConsentJson.version(ConsentJson.parse(before.json())));
        return records.write(List.of(new Write.Put(before.id(), ConsentJson.bytes(task), expected)), Author.gateway())
                .getFirst();
    }

    private void note(Caller caller, StoredVersion before, StoredVersion stored) {
        audit.put(new AuditFact(
                caller,
                "break-glass-review",
                AuditFact.Outcome.DONE,
                before.patientId(),
                Optional.empty(),
                Set.of(),
                List.of(stored.id().reference())));
    }

    private static Problem notFound() {
        return Problem.of(ProblemKind.NOT_FOUND, "There is no such review");
    }
}
