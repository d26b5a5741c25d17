package org.consentry.gateway.web.attachment;

import java.io.InputStream;
import java.util.HashMap;
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
        return OperationShape.reading("sealed", Level.INSTANCE).on("Binary").producing(CIPHERTEXT);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        SealedContent content = call.id()
                .flatMap(attachments::ofBinary)
                .filter(found -> call.caller() instanceof Caller.PatientUser patient
                        && patient.patientId().equals(found.patientId()))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such Binary"));
        return call.header("Accept").filter(CIPHERTEXT::equals).isPresent()
                ? ciphertext(content, call)
                : new FhirAnswer(
                        200,
                        Map.of("Cache-Control", "no-store"),
                        new FhirAnswer.Body.Streamed(
                                "application/json", out -> out.write(DeliveryJson.ofOwner(content))));
    }

    /** The ciphertext or a range of it: the segments of a range can be opened by themselves. */
    private FhirAnswer ciphertext(SealedContent content, FhirCall call) {
        long size = content.sealedSize();
        Map<String, String> headers = new HashMap<>(
                Map.of("Cache-Control", "no-store", "Accept-Ranges", "bytes", "ETag", "\"" + content.id() + "\""));
        ByteRange range = ByteRange.free(
                call.header("Range").orElse(null), call.header("If-Range").orElse(null), content.id(), size);
        return switch (range) {
            case ByteRange.Whole whole -> streamed(200, headers, content, 0, size);
            case ByteRange.Part part -> {
                headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
                yield streamed(206, headers, content, part.first(), part.last() - part.first() + 1);
            }
            case ByteRange.Unsatisfiable none -> {
                headers.put("Content-Range", "bytes */" + size);
                yield FhirAnswer.empty(416, headers);
            }
        };
    }

    private FhirAnswer streamed(
            int status, Map<String, String> headers, SealedContent content, long first, long length) {
        headers.put("Content-Length", Long.toString(length));
        return new FhirAnswer(status, headers, new FhirAnswer.Body.Streamed(CIPHERTEXT, out -> {
            try (InputStream in = attachments.ciphertext(content, first)) {
                Passing.exactly(length, in, out);
            }
        }));
    }
}
