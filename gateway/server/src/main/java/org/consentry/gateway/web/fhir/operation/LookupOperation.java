package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code CodeSystem/$lookup}: what a code means.
 *
 * @see <a href="https://hl7.org/fhir/R4/codesystem-operation-lookup.html">$lookup</a>
 */
@Component
class LookupOperation implements FhirOperation {
    private final Vocabularies vocabularies;

    LookupOperation(Vocabularies vocabularies) {
        this.vocabularies = vocabularies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("lookup", Level.TYPE)
                .on("CodeSystem")
                .definedAt("http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        var body = org.consentry.gateway.web.fhir.Parameters.read(call.body());
        Terms.Concept asked = Terms.concept(call, body, "code", "coding");
        if (asked.system().isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "system", "this parameter is required");
        }
        Vocabulary vocabulary = vocabularies.of(call);
        String version = Terms.value(call, body, "version").map(v -> "|" + v).orElse("");
        Optional<CodeSystem> system = vocabulary.named(CodeSystem.class, asked.system() + version);
        Optional<ConceptDefinitionComponent> concept =
                system.flatMap(known -> new CodeTree(known).concept(asked.code()));
        if (concept.isPresent()) {
            return vocabularies.answer(told(system.orElseThrow(), concept.get()));
        }
        if (!version.isEmpty() || system.map(CodeSystem::hasConcept).orElse(false)) {
            throw unknown();
        }
        return vocabularies.answer(ruled(vocabulary, asked));
    }

    private static Parameters told(CodeSystem system, ConceptDefinitionComponent concept) {
        Parameters told = new Parameters();
        told.addParameter("name", system.hasName() ? system.getName() : system.getUrl());
        if (system.hasVersion()) {
            told.addParameter("version", system.getVersion());
        }
        told.addParameter("display", concept.hasDisplay() ? concept.getDisplay() : concept.getCode());
        concept.getDesignation().forEach(designation -> {
            ParametersParameterComponent part = told.addParameter().setName("designation");
            if (designation.hasLanguage()) {
                part.addPart().setName("language").setValue(new CodeType(designation.getLanguage()));
            }
            if (designation.hasUse()) {
                part.addPart().setName("use").setValue(designation.getUse());
            }
            part.addPart().setName("value").setValue(new StringType(designation.getValue()));
        });
        if (concept.hasDefinition()) {
            ParametersParameterComponent part = told.addParameter().setName("property");
            part.addPart().setName("code").setValue(new CodeType("definition"));
            part.addPart().setName("value").setValue(new StringType(concept.getDefinition()));
        }
        concept.getProperty().forEach(property -> {
            ParametersParameterComponent part = told.addParameter().setName("property");
            part.addPart().setName("code").setValue(new CodeType(property.getCode()));
            part.addPart().setName("value").setValue(property.getValue());
        });
        return told;
    }

    private static Problem unknown() {
        return Problem.at(ProblemKind.NOT_FOUND, "code", "this code is not known here");
    }

    /** Some systems, such as units and languages, are rules and no lists. */
    private static Parameters ruled(Vocabulary vocabulary, Terms.Concept asked) {
        IValidationSupport.LookupCodeResult found =
                vocabulary.all().lookupCode(vocabulary.context(), new LookupCodeRequest(asked.system(), asked.code()));
        if (found == null || !found.isFound()) {
            throw unknown();
        }
        String name = found.getCodeSystemDisplayName();
        String display = found.getCodeDisplay();
        Parameters told = new Parameters();
        told.addParameter("name", name == null ? asked.system() : name);
        told.addParameter("display", display == null ? asked.code() : display);
        return told;
    }
}
