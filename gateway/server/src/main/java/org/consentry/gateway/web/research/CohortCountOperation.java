package org.consentry.gateway.web.research;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.research.Cohorts;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.consentry.mappers.deidentify.Anonymity;
import org.springframework.stereotype.Component;

/**
 * {@code $cohort-count}: how many patients there are in whose record every {@code criteria} (such as {@code
 * Condition?code=44054006}) finds something, and of whose codes some text begins with {@code keyword}; {@code by=gender}
 * in groups. What is below the threshold is {@code below}, not a number.
 */
@Component
class CohortCountOperation implements FhirOperation {
    private final Cohorts cohorts;

    CohortCountOperation(Cohorts cohorts) {
        this.cohorts = cohorts;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("cohort-count", Level.SYSTEM);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (call.method().equals("DELETE")) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "GET or POST");
        }
        Parameters body = Parameters.read(call.body());
        List<String> criteria = new ArrayList<>(call.parameters().getOrDefault("criteria", List.of()));
        criteria.addAll(body.texts("criteria"));
        Optional<String> keyword = call.parameter("keyword").or(() -> body.text("keyword"));
        Optional<String> by = call.parameter("by").or(() -> body.text("by"));
        Cohorts.Counted counted = cohorts.count(call.caller(), criteria, keyword, by);
        Parameters answer = Parameters.create();
        tell(answer, counted.count());
        counted.groups().forEach((group, count) -> {
            Parameters part = answer.part("group").with("name", "String", group);
            tell(part, count);
        });
        return FhirAnswer.json(200, answer.json());
    }

    private static void tell(Parameters holder, OptionalInt count) {
        if (count.isPresent()) {
            holder.withInteger("count", count.getAsInt());
        } else {
            holder.withInteger("below", Anonymity.DEFAULT_K);
        }
    }
}
