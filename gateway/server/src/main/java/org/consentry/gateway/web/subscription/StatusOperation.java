package org.consentry.gateway.web.subscription;

import java.util.List;
import java.util.stream.Stream;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.subscription.Subscriptions;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/** {@code Subscription/$status} and {@code Subscription/[id]/$status}. */
@Component
class StatusOperation implements FhirOperation {
    private static final String DEFINITION =
            "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-status";

    private final Subscriptions subscriptions;

    StatusOperation(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("status", Level.TYPE, Level.INSTANCE)
                .on("Subscription")
                .definedAt(DEFINITION);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        OrganizationId owner = Owners.of(call.caller(), Interaction.READ);
        return FhirAnswer.json(
                200,
                call.id()
                        .map(id -> subscriptions.status(owner, id))
                        .orElseGet(() -> subscriptions.statuses(owner, texts(call, "id"), texts(call, "status"))));
    }

    /** From the query and from the body. */
    private static List<String> texts(FhirCall call, String name) {
        Stream<String> query = call.parameters().getOrDefault(name, List.of()).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)));
        return Stream.concat(query, Parameters.read(call.body()).texts(name).stream())
                .toList();
    }
}
