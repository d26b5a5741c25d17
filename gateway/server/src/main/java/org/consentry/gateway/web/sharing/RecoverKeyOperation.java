package org.consentry.gateway.web.sharing;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.consentry.crypto.signature.JwkReading;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$recover-key} by the patient in person, within five minutes of a sign-in: a new {@code jwk} takes the
 * place of the signing key, which may be lost. The old one signs nothing any more and stays readable beside {@code $keys},
 * so that what it signed can be verified. Keys for documents stay: they are what documents are sealed to.
 */
@Component
class RecoverKeyOperation implements FhirOperation {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final KeyRegistration registration;
    private final Clock clock;

    RecoverKeyOperation(KeyRegistration registration, Clock clock) {
        this.registration = registration;
        this.clock = clock;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("recover-key", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeyOwner owner = KeyOwners.of(call);
        KeyOwners.requireOwner(call.caller(), owner);
        if (!(call.caller() instanceof Caller.PatientUser person)
                || person.proxy().isPresent()) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Keys are changed by their owner alone");
        }
        requireFresh(person);
        PublicJwk fresh = jwk(Parameters.read(call.body()).requireText("jwk"));
        return switch (registration.recover(owner, fresh)) {
            case KeyRegistration.Registration.Conflicting other ->
                throw Problem.of(ProblemKind.CONFLICT, "There is no key to replace, or this one was retired already");
            case KeyRegistration.Registration.Registered done -> answer(owner);
            case KeyRegistration.Registration.Unchanged same -> answer(owner);
        };
    }

    private FhirAnswer answer(KeyOwner owner) {
        return FhirAnswer.json(200, KeysJson.of(registration.of(owner), registration.retired(owner), List.of()));
    }

    private void requireFresh(Caller.PatientUser person) {
        Instant oldest = clock.instant().minus(FRESH);
        if (person.signedIn().filter(oldest::isBefore).isEmpty()) {
            throw Problem.of(
                    ProblemKind.UNKNOWN_CALLER, "Sign in again: a key is changed within five minutes of a sign-in");
        }
    }

    private static PublicJwk jwk(String text) {
        return switch (PublicJwk.parse(text.getBytes(StandardCharsets.UTF_8))) {
            case JwkReading.Accepted accepted -> accepted.key();
            case JwkReading.Refused refused ->
                throw Problem.at(ProblemKind.MALFORMED, "jwk", refused.reason().text());
        };
    }
}
