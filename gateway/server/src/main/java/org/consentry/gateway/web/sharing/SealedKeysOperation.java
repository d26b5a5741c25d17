package org.consentry.gateway.web.sharing;

import java.util.Base64;
import java.util.HexFormat;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.KeyRotation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$sealed-keys?publicKey=[hex]}: the data keys that have yet to be sealed to that key, for the patient's
 * own device.
 */
@Component
class SealedKeysOperation implements FhirOperation {
    private static final int MOST = 900;

    private final KeyRotation rotation;

    SealedKeysOperation(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("sealed-keys", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Caller.PatientUser patient = Patients.answering(call);
        if (!patient.patientId().equals(call.id().orElse(""))) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such resource");
        }
        PublicKey next = RegisterKeyOperation.point(
                call.parameter("publicKey")
                        .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "publicKey", "66 hex digits")),
                "publicKey");
        Parameters answer = Parameters.create();
        for (SealedContent each : rotation.toReseal(patient.patientId(), next, MOST)) {
            answer.part("sealed")
                    .with("content", "String", each.id())
                    .with(
                            "sealedKey",
                            "Base64Binary",
                            Base64.getEncoder().encodeToString(each.key().sealedKey()))
                    .with(
                            "delegatingKey",
                            "String",
                            HexFormat.of().formatHex(each.key().delegatingKey()));
        }
        return FhirAnswer.json(200, answer.json());
    }
}
