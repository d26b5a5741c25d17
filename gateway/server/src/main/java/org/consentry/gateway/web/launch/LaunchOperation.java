package org.consentry.gateway.web.launch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code POST /fhir/Patient/[id]/$launch} by a practitioner who may read this Patient: a {@code launch} to hand to an app,
 * good once and for two minutes, for this practitioner.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch">EHR launch</a>
 */
@Component
class LaunchOperation implements FhirOperation {
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    private final LaunchIds ids;
    private final AccessGate gate;
    private final Records records;
    private final DisclosureLog log;
    private final Clock clock;

    LaunchOperation(LaunchIds ids, AccessGate gate, Records records, DisclosureLog log, Clock clock) {
        this.ids = ids;
        this.gate = gate;
        this.records = records;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("launch", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.PractitionerUser practitioner)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "A practitioner starts an app for a patient");
        }
        String patient = call.id().orElse("");
        requireReading(practitioner, patient);
        Instant until = clock.instant().plus(GOOD_FOR).truncatedTo(ChronoUnit.SECONDS);
        return FhirAnswer.json(
                200,
                Parameters.create()
                        .with(
                                "launch",
                                "String",
                                ids.make(patient, "Practitioner/" + practitioner.practitionerId(), until))
                        .with("iss", "Url", call.fhirBase())
                        .with("until", "Instant", until.toString())
                        .json());
    }

    private void requireReading(Caller.PractitionerUser practitioner, String patient) {
        ReadIntent intent = new ReadIntent(
                ReadIntent.Kind.OPERATION, Optional.of("Patient"), Optional.of(patient), Optional.of(patient));
        Visibility visibility = gate.visibility(practitioner, intent);
        Optional<StoredVersion> found = records.current(new ResourceId("Patient", patient), visibility);
        log.read(practitioner, intent, found.stream().toList(), visibility);
        if (found.isEmpty() || found.get().change() == StoredVersion.Change.DELETED) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
        }
    }
}
