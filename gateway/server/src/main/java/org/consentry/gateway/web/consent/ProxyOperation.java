package org.consentry.gateway.web.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.consentry.gateway.consent.PatientProxies;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$proxy}: who acts for the patient. Parameters: {@code relatedPerson} (the id of a RelatedPerson of
 * this patient), {@code until} (an instant), {@code suspended} and {@code onSilence} (true or false: whether it acts only while the
 * patient's sign of life is overdue), and {@code remove} (true: no longer at all); without any, the list.
 */
@Component
class ProxyOperation implements FhirOperation {
    private final PatientProxies proxies;

    ProxyOperation(PatientProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("proxy", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String patientId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient"));
        requireTheirs(call.caller(), patientId);
        Parameters asked = Parameters.read(call.body());
        asked.text("relatedPerson").ifPresent(person -> change(call.caller(), patientId, person, asked));
        Parameters answer = Parameters.create();
        for (PatientProxies.Proxy proxy : proxies.of(call.caller(), patientId)) {
            Parameters part = answer.part("proxy")
                    .withReference("relatedPerson", "RelatedPerson/" + proxy.relatedPersonId())
                    .withBoolean("suspended", proxy.suspended())
                    .withBoolean("onSilence", proxy.onSilence());
            proxy.until().ifPresent(until -> part.with("until", "Instant", until.toString()));
        }
        return FhirAnswer.json(200, answer.json());
    }

    private void change(Caller caller, String patientId, String person, Parameters asked) {
        if (is(asked, "remove")) {
            proxies.remove(caller, patientId, person);
            return;
        }
        proxies.put(
                caller,
                patientId,
                new PatientProxies.Proxy(person, until(asked), is(asked, "suspended"), is(asked, "onSilence")));
    }

    private static void requireTheirs(Caller caller, String patientId) {
        boolean theirs = caller instanceof Caller.Operator
                || (caller instanceof Caller.PatientUser patient
                        && patient.patientId().equals(patientId)
                        && patient.proxy().isEmpty()
                        && patient.covers(Interaction.UPDATE, "RelatedPerson"));
        if (!theirs) {
            throw Problem.of(ProblemKind.FORBIDDEN, "A patient in person names who acts for her");
        }
    }

    private static Optional<Instant> until(Parameters asked) {
        try {
            return asked.text("until").map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, "until", "an instant: date, time and zone");
        }
    }

    private static boolean is(Parameters asked, String name) {
        return switch (asked.text(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.at(ProblemKind.MALFORMED, name, "true or false");
        };
    }
}
