package org.consentry.gateway.intake;

import java.time.OffsetDateTime;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.hl7v2.Acknowledgment;

/** The HL7 v2 answer to what became of a message: AA only for what is durable. */
public final class Answers {
    private Answers() {}

    /** An ACK message; segments end with a carriage return. */
    public static String acknowledgment(Intaken taken, OffsetDateTime now) {
        return switch (taken) {
            case Intaken.Taken durable -> Acknowledgment.of(durable.message(), durable.conversion(), now);
            case Intaken.Rejected rejected -> Acknowledgment.of(rejected.message(), rejected.conversion(), now);
            case Intaken.Failed failed ->
                Acknowledgment.failure(failed.message(), code(failed.kind()), failed.reason(), now);
        };
    }

    private static Acknowledgment.Code code(ProblemKind kind) {
        return kind == ProblemKind.BUSY || kind == ProblemKind.TOO_LARGE || kind == ProblemKind.FAULT
                ? Acknowledgment.Code.AR
                : Acknowledgment.Code.AE;
    }
}
