package org.consentry.gateway.web.fhir.operation;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code CodeSystem/$subsumes}: which of two codes stands above the other.
 *
 * @see <a href="https://hl7.org/fhir/R4/codesystem-operation-subsumes.html">$subsumes</a>
 */
@Component
class SubsumesOperation implements FhirOperation {
    private final Vocabularies vocabularies;

    SubsumesOperation(Vocabularies vocabularies) {
        this.vocabularies = vocabularies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("subsumes", Level.TYPE, Level.INSTANCE)
                .on("CodeSystem")
                .definedAt("http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        Terms.Concept one = Terms.concept(call, body, "codeA", "codingA");
        Terms.Concept other = Terms.concept(call, body, "codeB", "codingB");
        CodeTree tree = new CodeTree(Terms.codeSystem(vocabularies.of(call), call, body, one.system()));
        require(tree, one, "codeA");
        require(tree, other, "codeB");
        return FhirAnswer.json(
                200,
                Parameters.create()
                        .with("outcome", "Code", outcome(tree, one.code(), other.code()))
                        .json());
    }

    private static void require(CodeTree tree, Terms.Concept concept, String name) {
        if (tree.concept(concept.code()).isEmpty()) {
            throw Problem.at(ProblemKind.NOT_FOUND, name, "this code is not known here");
        }
    }

    private static String outcome(CodeTree tree, String one, String other) {
        if (one.equals(other)) {
            return "equivalent";
        }
        return tree.isAbove(one, other) ? "subsumes" : tree.isAbove(other, one) ? "subsumed-by" : "not-subsumed";
    }
}
