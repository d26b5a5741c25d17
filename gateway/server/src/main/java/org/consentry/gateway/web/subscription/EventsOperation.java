package org.consentry.gateway.web.subscription;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.subscription.Subscriptions;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/** {@code Subscription/[id]/$events}: catches up. Both numbers are included. */
@Component
class EventsOperation implements FhirOperation {
    private static final String DEFINITION =
            "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-events";

    private final Subscriptions subscriptions;

    EventsOperation(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("events", Level.INSTANCE)
                .on("Subscription")
                .definedAt(DEFINITION);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        OrganizationId owner = Owners.of(call.caller(), Interaction.READ);
        Parameters body = Parameters.read(call.body());
        return FhirAnswer.json(
                200,
                subscriptions.events(
                        owner,
                        call.id().orElseThrow(),
                        number(call, body, "eventsSinceNumber", 1),
                        number(call, body, "eventsUntilNumber", Long.MAX_VALUE)));
    }

    private static long number(FhirCall call, Parameters body, String name, long otherwise) {
        Optional<String> text = call.parameter(name).or(() -> body.text(name));
        if (text.isPresent() && !text.get().matches("[0-9]{1,18}")) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a number");
        }
        return text.map(Long::parseLong).orElse(otherwise);
    }
}
