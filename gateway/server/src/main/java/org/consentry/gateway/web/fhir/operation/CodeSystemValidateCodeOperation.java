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
import org.hl7.fhir.r4.model.CodeSystem;
import org.springframework.stereotype.Component;

/**
 * {@code CodeSystem/$validate-code}: whether a code system, by {@code url}, by its id or as it is sent, has a code.
 *
 * @see <a href="https://hl7.org/fhir/R4/codesystem-operation-validate-code.html">$validate-code</a>
 */
@Component
class CodeSystemValidateCodeOperation implements FhirOperation {
    private final Vocabularies vocabularies;

    CodeSystemValidateCodeOperation(Vocabularies vocabularies) {
        this.vocabularies = vocabularies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("validate-code", Level.TYPE, Level.INSTANCE)
                .on("CodeSystem")
                .definedAt("http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        Vocabulary vocabulary = vocabularies.of(call);
        List<Terms.Concept> concepts = Terms.concepts(call, body, "code");
        CodeSystem system = vocabulary.about(CodeSystem.class, body, "codeSystem");
        CodeTree tree = new CodeTree(system);
        return ValidateCodeOperation.answer(
                concepts.stream()
                        .flatMap(concept -> (system.hasConcept()
                                        ? found(tree, concept)
                                        : ruled(vocabulary, system, concept))
                                .stream())
                        .findFirst(),
                "The code system does not have this code, or not by this display");
    }

    /** Some systems, such as units and languages, are rules and no lists. */
    private static Optional<String> ruled(Vocabulary vocabulary, CodeSystem system, Terms.Concept concept) {
        IValidationSupport.CodeValidationResult result = vocabulary
                .all()
                .validateCode(
                        vocabulary.context(),
                        new ConceptValidationOptions(),
                        system.getUrl(),
                        concept.code(),
                        concept.display().isEmpty() ? null : concept.display(),
                        null);
        return Optional.ofNullable(result)
                .filter(IValidationSupport.CodeValidationResult::isOk)
                .map(ok -> ValidateCodeOperation.text(ok.getDisplay()));
    }

    private static Optional<String> found(CodeTree tree, Terms.Concept concept) {
        return tree.concept(concept.code())
                .filter(known -> concept.display().isEmpty()
                        || concept.display().equalsIgnoreCase(known.getDisplay())
                        || known.getDesignation().stream()
                                .anyMatch(other -> concept.display().equalsIgnoreCase(other.getValue())))
                .map(known -> ValidateCodeOperation.text(known.getDisplay()));
    }
}
