package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.Parameters;
import org.hl7.fhir.r4.model.CodeSystem;
import tools.jackson.databind.JsonNode;

/** Parameters of the terminology operations, from the URL or the body. */
final class Terms {
    private Terms() {}

    /** A code and what it is of; the system and the display may be empty. */
    record Concept(String system, String code, String display) {
        static Concept of(JsonNode coding) {
            return new Concept(
                    coding.path("system").asString(""),
                    coding.path("code").asString(""),
                    coding.path("display").asString(""));
        }
    }

    static Optional<String> value(FhirCall call, Parameters body, String name) {
        return call.parameter(name).or(() -> body.text(name)).filter(text -> !text.isEmpty());
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

    /** A code that is given as such, or by a Coding. */
    static Concept concept(FhirCall call, Parameters body, String code, String coding) {
        Concept given = body.element(coding)
                .map(Concept::of)
                .orElseGet(() -> new Concept(
                        value(call, body, "system").orElse(""),
                        required(call, body, code),
                        value(call, body, "display").orElse("")));
        if (given.code().isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, coding, "a Coding with a code");
        }
        return given;
    }

    /** Codes of which one is meant: a code, a Coding, or those of a CodeableConcept. */
    static List<Concept> concepts(FhirCall call, Parameters body, String code) {
        Optional<JsonNode> several = body.element("codeableConcept");
        if (several.isEmpty()) {
            return List.of(concept(call, body, code, "coding"));
        }
        List<Concept> concepts = new ArrayList<>();
        several.get().path("coding").forEach(coding -> concepts.add(Concept.of(coding)));
        concepts.removeIf(concept -> concept.code().isEmpty());
        if (concepts.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "codeableConcept", "a CodeableConcept with a Coding");
        }
        return concepts;
    }

    /** The code system that the URL names, or that has this URL. */
    static CodeSystem codeSystem(Vocabulary vocabulary, FhirCall call, Parameters body, String url) {
        if (call.id().isPresent()) {
            return vocabulary.about(CodeSystem.class, body, "codeSystem");
        }
        if (url.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "system", "this parameter is required");
        }
        return vocabulary
                .named(CodeSystem.class, url)
                .orElseThrow(() -> Problem.at(ProblemKind.NOT_FOUND, "system", "not known here"));
    }
}
