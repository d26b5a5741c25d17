package org.consentry.gateway.web.fhir.operation;

import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.Parameters;

/** Parameters of the terminology operations, from the URL or the body. */
final class Terms {
    private Terms() {}

    static Optional<String> value(FhirCall call, Parameters body, String name) {
        return call.parameter(name).or(() -> body.text(name));
    }

    static String required(FhirCall call, Parameters body, String name) {
        return value(call, body, name)
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, name, "this parameter is required"));
    }

    static int number(FhirCall call, Parameters body, String name, int otherwise) {
        String text = value(call, body, name).orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,7}")) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a number that is not negative");
        }
        return Integer.parseInt(text);
    }
}
