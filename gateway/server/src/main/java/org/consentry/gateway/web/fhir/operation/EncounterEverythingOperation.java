package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.web.fhir.BundleWriter;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$everything}: the Encounter, what it refers to and what refers to it.
 *
 * @see <a href="https://hl7.org/fhir/R4/encounter-operation-everything.html">$everything</a>
 */
@Component
class EncounterEverythingOperation implements FhirOperation {
    /** Every type that has an {@code encounter} parameter. */
    private static final String REFERRING = Definitions.r4().types().stream()
            .filter(type -> Definitions.r4().parameters(type).containsKey("encounter"))
            .map(type -> "&_revinclude=" + type + ":encounter")
            .collect(Collectors.joining());

    private final Disclosures disclosures;
    private final Searches searches;

    EncounterEverythingOperation(Disclosures disclosures, Searches searches) {
        this.disclosures = disclosures;
        this.searches = searches;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("everything", Level.INSTANCE)
                .on("Encounter")
                .definedAt("http://hl7.org/fhir/OperationDefinition/Encounter-everything");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String id = call.id().orElse("");
        ReadIntent intent = new ReadIntent(ReadIntent.Kind.EVERYTHING, call.type(), call.id(), Optional.empty());
        Visibility visibility = disclosures.visibility(call, intent);
        Searches.Page page = searches.search(
                new Searches.Search(
                        Optional.of("Encounter"), "_id=" + id + "&_include=*" + REFERRING, false, Optional.empty()),
                visibility);
        List<StoredVersion> shown = new ArrayList<>(page.matches());
        shown.addAll(page.included());
        disclosures.log(call, intent, shown, visibility);
        if (shown.isEmpty()) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such resource");
        }
        BundleWriter bundle = new BundleWriter(call.fhirBase(), "searchset", OptionalLong.of(shown.size()));
        bundle.link("self", call.fhirBase() + "/Encounter/" + id + "/$everything");
        shown.forEach(version -> bundle.match(version, version.json(), "match"));
        return FhirAnswer.json(200, bundle.bytes());
    }
}
