package org.consentry.gateway.web.proof;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.Verdict;
import org.consentry.gateway.proof.Verifier;
import org.consentry.gateway.proof.signature.SignatureFinding;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code [type]/[id]/$verify}: ok, altered, bad-signature, unknown-key or unsigned, with the receipt, and what became of
 * each signature: the authority's, the author's own if the member that handed it in signed too, and that of a stored Bundle
 * over its content.
 */
@Component
class VerifyOperation implements FhirOperation {
    private final Verifier verifier;
    private final AccessGate gate;
    private final Records records;

    VerifyOperation(Verifier verifier, AccessGate gate, Records records) {
        this.verifier = verifier;
        this.gate = gate;
        this.records = records;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("verify", Level.INSTANCE);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        ResourceId id = new ResourceId(call.type().orElse(""), call.id().orElse(""));
        Visibility visibility = gate.visibility(
                call.caller(), new ReadIntent(ReadIntent.Kind.OPERATION, call.type(), call.id(), Optional.empty()));
        if (records.current(id, visibility).isEmpty()) {
            throw Problem.of(ProblemKind.NOT_FOUND, "No such resource");
        }
        return FhirAnswer.json(200, answer(verifier.verify(id)));
    }

    private static byte[] answer(Verdict verdict) {
        Parameters parameters = Parameters.create();
        switch (verdict) {
            case Verdict.Sound sound -> {
                parameters.with("result", "Code", "ok").withReference("bundle", sound.bundle());
                tell(sound.signatures(), parameters);
                sound.receipt().ifPresent(text -> parameters.with("receipt", "Base64Binary", text));
            }
            case Verdict.Altered altered ->
                parameters.with("result", "Code", "altered").withReference("where", altered.where());
            case Verdict.BadSignature bad -> {
                parameters.with("result", "Code", "bad-signature").withReference("where", bad.where());
                tell(bad.signatures(), parameters);
            }
            case Verdict.UnknownKey unknown -> {
                parameters.with("result", "Code", "unknown-key").withReference("where", unknown.where());
                tell(unknown.signatures(), parameters);
            }
            case Verdict.Unsigned unsigned -> parameters.with("result", "Code", "unsigned");
        }
        return parameters.json();
    }

    private static void tell(List<SignatureFinding> signatures, Parameters parameters) {
        for (SignatureFinding signature : signatures) {
            Parameters part = parameters
                    .part("signature")
                    .with("by", "Code", code(signature.role()))
                    .with("result", "Code", code(signature.state()));
            if (!signature.keyId().isEmpty()) {
                part.with("key", "String", signature.keyId());
            }
        }
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
