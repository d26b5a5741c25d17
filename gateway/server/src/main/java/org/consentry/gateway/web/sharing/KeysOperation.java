package org.consentry.gateway.web.sharing;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.Holders;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$keys} and {@code Organization/[id]/$keys}. A member's keys are open to everybody who is signed
 * in; a patient's to the patient and to members with a consent in force. To others, and without keys, 404.
 */
@Component
class KeysOperation implements FhirOperation {
    private final KeyRegistration registration;
    private final Holders holders;
    private final Grants grants;
    private final Clock clock;

    KeysOperation(KeyRegistration registration, Holders holders, Grants grants, Clock clock) {
        this.registration = registration;
        this.holders = holders;
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("keys", Level.INSTANCE).on("Patient", "Organization");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeyOwner owner = KeyOwners.of(call);
        KeySet keys = maySee(call.caller(), owner) ? registration.of(owner) : new KeySet(Optional.empty(), List.of());
        if (keys.signing().isEmpty()
                && keys.wrapping().isEmpty()
                && keys.umbral().isEmpty()) {
            throw Problem.of(ProblemKind.NOT_FOUND, "No keys are registered");
        }
        return FhirAnswer.json(200, KeysJson.of(keys, registration.retired(owner), holders(owner)));
    }

    /** Who else gets fragments of what is shared with this member. */
    private List<Holders.Holder> holders(KeyOwner owner) {
        return owner instanceof KeyOwner.OfMember member ? holders.of(member.organization()) : List.of();
    }

    private boolean maySee(Caller caller, KeyOwner owner) {
        return switch (owner) {
            case KeyOwner.OfMember member -> true;
            case KeyOwner.OfPatient patient ->
                KeyOwners.isOwner(caller, owner)
                        || reader(caller)
                                .map(it -> !grants.inForce(it, Optional.of(patient.id()), clock.instant(), 1)
                                        .isEmpty())
                                .orElse(false);
        };
    }

    private static Optional<OrganizationId> reader(Caller caller) {
        return switch (caller) {
            case Caller.Member member -> Optional.of(member.organization());
            case Caller.PractitionerUser user -> Optional.of(user.organization());
            default -> Optional.empty();
        };
    }
}
