package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedMode;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.springframework.stereotype.Component;

/**
 * {@code ConceptMap/$translate}: what a code is in another system, by a map that the URL or its canonical URL names.
 *
 * @see <a href="https://hl7.org/fhir/R4/conceptmap-operation-translate.html">$translate</a>
 */
@Component
class TranslateOperation implements FhirOperation {
    private final Vocabularies vocabularies;

    TranslateOperation(Vocabularies vocabularies) {
        this.vocabularies = vocabularies;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("translate", Level.TYPE, Level.INSTANCE)
                .on("ConceptMap")
                .definedAt("http://hl7.org/fhir/OperationDefinition/ConceptMap-translate");
    }

    private record Match(ConceptMapEquivalence equivalence, Coding concept) {
        boolean isOne() {
            return equivalence != ConceptMapEquivalence.UNMATCHED && equivalence != ConceptMapEquivalence.DISJOINT;
        }
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        var body = org.consentry.gateway.web.fhir.Parameters.read(call.body());
        List<Terms.Concept> concepts = Terms.concepts(call, body, "code");
        Optional<String> wanted = Terms.value(call, body, "targetsystem");
        boolean reverse =
                Terms.value(call, body, "reverse").map(Boolean::parseBoolean).orElse(false);
        ConceptMap map = vocabularies.of(call).about(ConceptMap.class, body, "conceptMap");

        List<Match> matches = new ArrayList<>();
        for (ConceptMapGroupComponent group : map.getGroup()) {
            for (Terms.Concept concept : concepts) {
                if (reverse) {
                    backward(group, concept, wanted, matches);
                } else {
                    forward(group, concept, wanted, matches);
                }
            }
        }
        return vocabularies.answer(answer(map, matches));
    }

    private static boolean isOf(String system, String named) {
        return system.isEmpty() || system.equals(named);
    }

    private static void forward(
            ConceptMapGroupComponent group, Terms.Concept concept, Optional<String> wanted, List<Match> matches) {
        if (!isOf(concept.system(), group.getSource()) || !isOf(wanted.orElse(""), group.getTarget())) {
            return;
        }
        boolean mapped = false;
        for (SourceElementComponent element : group.getElement()) {
            if (concept.code().equals(element.getCode())) {
                mapped = true;
                element.getTarget()
                        .forEach(target -> matches.add(new Match(
                                target.getEquivalence(),
                                coding(group.getTarget(), target.getCode(), target.getDisplay()))));
            }
        }
        if (!mapped && group.hasUnmapped()) {
            unmapped(group, concept, matches);
        }
    }

    /** What a map says of a code that it does not list; other maps are not followed. */
    private static void unmapped(ConceptMapGroupComponent group, Terms.Concept concept, List<Match> matches) {
        ConceptMapGroupUnmappedMode mode = group.getUnmapped().getMode();
        if (mode == ConceptMapGroupUnmappedMode.PROVIDED) {
            matches.add(new Match(
                    ConceptMapEquivalence.EQUAL, coding(group.getTarget(), concept.code(), concept.display())));
        } else if (mode == ConceptMapGroupUnmappedMode.FIXED) {
            matches.add(new Match(
                    ConceptMapEquivalence.INEXACT,
                    coding(
                            group.getTarget(),
                            group.getUnmapped().getCode(),
                            group.getUnmapped().getDisplay())));
        }
    }

    private static void backward(
            ConceptMapGroupComponent group, Terms.Concept concept, Optional<String> wanted, List<Match> matches) {
        if (!isOf(concept.system(), group.getTarget()) || !isOf(wanted.orElse(""), group.getSource())) {
            return;
        }
        for (SourceElementComponent element : group.getElement()) {
            for (TargetElementComponent target : element.getTarget()) {
                if (concept.code().equals(target.getCode())) {
                    matches.add(new Match(
                            target.getEquivalence(),
                            coding(group.getSource(), element.getCode(), element.getDisplay())));
                }
            }
        }
    }

    private static Coding coding(String system, String code, String display) {
        return new Coding().setSystem(system).setCode(code).setDisplay(display);
    }

    private static Parameters answer(ConceptMap map, List<Match> matches) {
        boolean found = matches.stream().anyMatch(Match::isOne);
        Parameters answer = new Parameters();
        answer.addParameter().setName("result").setValue(new BooleanType(found));
        if (!found) {
            answer.addParameter().setName("message").setValue(new StringType("The map leads to no code"));
        }
        for (Match match : matches) {
            ParametersParameterComponent part = answer.addParameter().setName("match");
            if (match.equivalence() != null) {
                part.addPart()
                        .setName("equivalence")
                        .setValue(new CodeType(match.equivalence().toCode()));
            }
            if (match.concept().hasCode()) {
                part.addPart().setName("concept").setValue(match.concept());
            }
            if (map.hasUrl()) {
                part.addPart().setName("source").setValue(new UriType(map.getUrl()));
            }
        }
        return answer;
    }
}
