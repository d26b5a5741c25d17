package org.consentry.gateway.web.fhir.operation;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.signature.MemberSignatures;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.web.fhir.Authors;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.OutcomeJson;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code $process-message}: what a FHIR message carries is stored as a transaction, and answered by a message. The
 * header is kept under an id made of its sender and its own id, so that a message that comes again changes nothing.
 *
 * @see <a href="https://hl7.org/fhir/R4/messageheader-operation-process-message.html">$process-message</a>
 */
@Component
class ProcessMessageOperation implements FhirOperation {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Submissions submissions;
    private final Records records;
    private final AccessGate gate;

    private final MemberSignatures signatures;

    ProcessMessageOperation(Submissions submissions, Records records, AccessGate gate, MemberSignatures signatures) {
        this.signatures = signatures;
        this.submissions = submissions;
        this.records = records;
        this.gate = gate;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("process-message", Level.SYSTEM)
                .definedAt("http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        JsonNode message = message(call.body());
        JsonNode header = message.path("entry").path(0).path("resource");
        if (!header.path("resourceType").asString("").equals("MessageHeader")
                || header.path("id").asString("").isEmpty()) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "Bundle.entry[0].resource", "a MessageHeader with an id comes first");
        }
        String id = MessageTransaction.headerId(call.caller(), header.path("id").asString());
        try {
            if (records.current(new ResourceId("MessageHeader", id), own(call)).isEmpty()) {
                submissions.submit(
                        MessageTransaction.of(message, id),
                        signatures.signed(Authors.of(call.caller()), bytes(call.body(), message)),
                        own(call),
                        intents -> gate.authorize(call.caller(), intents));
            }
            return FhirAnswer.json(200, answer(call, header, "ok", Optional.empty()));
        } catch (Problem e) {
            String code = e.kind().status() >= 500 ? "transient-error" : "fatal-error";
            return FhirAnswer.json(e.kind().status(), answer(call, header, code, Optional.of(OutcomeJson.of(e))));
        }
    }

    private static Visibility own(FhirCall call) {
        return Authors.matching(call.caller());
    }

    private static JsonNode message(byte[] body) {
        try {
            JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            for (JsonNode parameter : sent.path("parameter")) {
                if (parameter.path("name").asString("").equals("content")) {
                    sent = parameter.path("resource");
                }
            }
            if (sent.path("resourceType").asString("").equals("Bundle")
                    && sent.path("type").asString("").equals("message")) {
                return sent;
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON");
        }
        throw Problem.at(ProblemKind.MALFORMED, "content", "a Bundle of type message is expected");
    }

    /** The message as it was signed: what a Parameters holds has to be written again, which its canonical form survives. */
    private static byte[] bytes(byte[] body, JsonNode message) {
        return JSON.readTree(body).path("resourceType").asString("").equals("Bundle")
                ? body
                : message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] answer(FhirCall call, JsonNode header, String code, Optional<byte[]> outcome) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "message");
        ObjectNode answer = bundle.putArray("entry").addObject().putObject("resource");
        answer.put("resourceType", "MessageHeader");
        for (String event : new String[] {"eventCoding", "eventUri"}) {
            if (header.has(event)) {
                answer.set(event, header.path(event));
            }
        }
        answer.putObject("source").put("endpoint", call.fhirBase() + "/$process-message");
        ObjectNode response = answer.putObject("response")
                .put("identifier", header.path("id").asString())
                .put("code", code);
        outcome.ifPresent(details -> {
            response.putObject("details").put("reference", "#details");
            ObjectNode contained = (ObjectNode) JSON.readTree(details);
            answer.putArray("contained").add(contained.put("id", "details"));
        });
        return bundle.toString().getBytes(StandardCharsets.UTF_8);
    }
}
