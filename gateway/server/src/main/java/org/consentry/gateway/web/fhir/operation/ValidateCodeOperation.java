package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code ValueSet/$validate-code}: whether a value set, by {@code url}, by its id or as it is sent, has a code.
 *
 * @see <a href="https://hl7.org/fhir/R4/valueset-operation-validate-code.html">$validate-code</a>
 */
@Component
class ValidateCodeOperation implements FhirOperation {
    private final Vocabularies vocabularies;

    ValidateCodeOperation(Vocabularies vocabularies) {
        this.vocabularies = vocabularies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("validate-code", Level.TYPE, Level.INSTANCE)
                .on("ValueSet")
                .definedAt("http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        Vocabulary vocabulary = vocabularies.of(call);
        List<Terms.Concept> concepts = Terms.concepts(call, body, "code");
        ValueSet set = vocabulary.about(ValueSet.class, body, "valueSet");
        return answer(
                concepts.stream()
                        .flatMap(concept -> found(vocabulary, set, concept).stream())
                        .findFirst(),
                "The value set does not have this code");
    }

    /** The display of a code that is in the set, which may be empty; nothing when it is not. */
    private static Optional<String> found(Vocabulary vocabulary, ValueSet set, Terms.Concept concept) {
        ConceptValidationOptions options =
                new ConceptValidationOptions().setInferSystem(concept.system().isEmpty());
        String system = concept.system().isEmpty() ? null : concept.system();
        String display = concept.display().isEmpty() ? null : concept.display();
        IValidationSupport all = vocabulary.all();
        // A set of R4's may have a rule of its own, such as all languages, which its URL leads to.
        boolean byRule = set.hasUrl() && all.isValueSetSupported(vocabulary.context(), set.getUrl());
        IValidationSupport.CodeValidationResult result = byRule
                ? all.validateCode(vocabulary.context(), options, system, concept.code(), display, set.getUrl())
                : all.validateCodeInValueSet(vocabulary.context(), options, system, concept.code(), display, set);
        return Optional.ofNullable(result)
                .filter(IValidationSupport.CodeValidationResult::isOk)
                .map(ok -> text(ok.getDisplay()));
    }

    /** A display that may be missing. */
    static String text(@Nullable String display) {
        return display == null ? "" : display;
    }

    /** @param display of a code that was found, which may be empty */
    static FhirAnswer answer(Optional<String> display, String otherwise) {
        Parameters answer = Parameters.create().withBoolean("result", display.isPresent());
        if (display.isEmpty()) {
            answer.with("message", "String", otherwise);
        }
        display.filter(text -> !text.isEmpty()).ifPresent(text -> answer.with("display", "String", text));
        return FhirAnswer.json(200, answer.json());
    }
}
