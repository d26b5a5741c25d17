package org.consentry.gateway.web.sharing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.sharing.KeyRotation;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.web.consent.KeyFragmentPart;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code $rotate-key} of a Patient or an Organization, by its owner: the keys as for {@code $register-key}; a patient also
 * hands in {@code signature}, {@code resealed} (parts {@code content}, {@code sealedKey}) and {@code kfrag} (parts
 * {@code consent}, {@code scope}, {@code bytes}, {@code verifyingKey}).
 */
@Component
class RotateKeyOperation implements FhirOperation {
    private final KeyRotation rotation;
    private final KeyRegistration registration;

    RotateKeyOperation(KeyRotation rotation, KeyRegistration registration) {
        this.rotation = rotation;
        this.registration = registration;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("rotate-key", Level.INSTANCE).on("Patient", "Organization");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeyOwner owner = KeyOwners.of(call);
        KeyOwners.requireOwner(call.caller(), owner);
        Parameters parameters = Parameters.read(call.body());
        KeySet next = RegisterKeyOperation.keys(parameters, owner);
        switch (owner) {
            case KeyOwner.OfPatient patient -> rotation.rotate(patient.id(), handover(parameters, next));
            case KeyOwner.OfMember member -> rotation.rotate(member.organization(), next);
        }
        return FhirAnswer.json(200, KeysJson.of(registration.of(owner)));
    }

    private static KeyRotation.Handover handover(Parameters parameters, KeySet next) {
        Map<String, byte[]> resealed = new HashMap<>();
        parameters
                .parts("resealed")
                .forEach(part -> resealed.put(part.requireText("content"), part.requireBytes("sealedKey")));
        Map<String, List<KeyShares.Fragment>> fragments = new HashMap<>();
        parameters.parts("kfrag").forEach(part -> fragments
                .computeIfAbsent(part.requireText("consent"), consent -> new ArrayList<>())
                .add(KeyFragmentPart.read(part)));
        return new KeyRotation.Handover(next, parameters.requireText("signature"), resealed, fragments);
    }
}
