package org.consentry.gateway.web.fhir.operation;

import java.util.OptionalLong;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.web.fhir.Authors;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Stores a resource with another meta, under the rules of any update. */
@Component
class MetaChange {
    private final Disclosures disclosures;
    private final Submissions submissions;
    private final AccessGate gate;
    private final ObjectProvider<WriteRoute> routes;

    MetaChange(Disclosures disclosures, Submissions submissions, AccessGate gate, ObjectProvider<WriteRoute> routes) {
        this.disclosures = disclosures;
        this.submissions = submissions;
        this.gate = gate;
        this.routes = routes;
    }

    FhirAnswer apply(FhirCall call, boolean add) {
        String type = call.type().orElse("");
        ResourceId id = new ResourceId(type, call.id().orElse(""));
        if (routes.stream().anyMatch(route -> route.type().equals(type) && route.takes(call.caller(), id))) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, type + " is changed by its own operations");
        }
        JsonNode asked = MetaJson.asked(call.body());
        StoredVersion current = disclosures.current(call);
        Asked.Update update =
                new Asked.Update(id, MetaJson.changed(current.json(), asked, add), OptionalLong.of(current.version()));
        StoredVersion stored = submissions
                .change(
                        update,
                        Authors.of(call.caller()),
                        Authors.matching(call.caller()),
                        intents -> gate.authorize(call.caller(), intents))
                .version();
        return FhirAnswer.json(200, MetaJson.answer(stored.json()));
    }
}
