package org.consentry.gateway.web.attachment;

import java.io.InputStream;
import java.util.Map;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code Binary/[id]/$sealed}: the patient's own way to a content. Answers how its key is sealed as JSON, or, asked for
 * {@code application/octet-stream} by {@code Accept}, the ciphertext; the browser opens one with the other. To everybody
 * else the Binary is not there.
 */
@Component
class SealedOperation implements FhirOperation {
    private static final String CIPHERTEXT = "application/octet-stream";

    private final Attachments attachments;

    SealedOperation(Attachments attachments) {
        this.attachments = attachments;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("sealed", Level.INSTANCE).on("Binary");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        SealedContent content = call.id()
                .flatMap(attachments::ofBinary)
                .filter(found -> call.caller() instanceof Caller.PatientUser patient
                        && patient.patientId().equals(found.patientId()))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such Binary"));
        boolean ciphertext = call.header("Accept").filter(CIPHERTEXT::equals).isPresent();
        FhirAnswer.Body body = ciphertext
                ? new FhirAnswer.Body.Streamed(CIPHERTEXT, out -> {
                    try (InputStream in = attachments.ciphertext(content)) {
                        in.transferTo(out);
                    }
                })
                : new FhirAnswer.Body.Streamed("application/json", out -> out.write(DeliveryJson.ofOwner(content)));
        return new FhirAnswer(200, Map.of("Cache-Control", "no-store"), body);
    }
}
