package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.BundleWriter;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code Patient/$match}. Candidates are looked for only among what the caller may see, whichever member brought them
 * in: a patient who is hidden is no candidate, and the answer is the same as if there were none.
 *
 * @see <a href="https://hl7.org/fhir/R4/patient-operation-match.html">$match</a>
 */
@Component
class MatchOperation implements FhirOperation {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_CANDIDATES = 100;
    private static final int MOST_ASKED = 10;

    private final Disclosures disclosures;
    private final Records records;

    MatchOperation(Disclosures disclosures, Records records) {
        this.disclosures = disclosures;
        this.records = records;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("match", Level.TYPE)
                .on("Patient")
                .definedAt("http://hl7.org/fhir/OperationDefinition/Patient-match");
    }

    private record Candidate(StoredVersion version, MatchScore score) {}

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters parameters = Parameters.read(call.body());
        JsonNode asked = JSON.readTree(parameters
                .resource("resource")
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "resource", "this parameter is required")));
        if (!asked.path("resourceType").asString("").equals("Patient")) {
            throw Problem.at(ProblemKind.MALFORMED, "resource", "a Patient is expected");
        }
        boolean certain =
                parameters.text("onlyCertainMatches").map(Boolean::parseBoolean).orElse(false);
        int count = parameters.text("count").map(MatchOperation::number).orElse(MOST_CANDIDATES);
        ReadIntent intent = Disclosures.searching("Patient", Optional.empty());
        Visibility visibility = disclosures.visibility(call, intent);
        List<Candidate> found = candidates(asked, visibility).stream()
                .map(version -> new Candidate(version, MatchScore.of(asked, JSON.readTree(version.json()))))
                .filter(candidate -> certain
                        ? candidate.score().isCertain()
                        : candidate.score().isPossible())
                .sorted(Comparator.comparingDouble((Candidate c) -> c.score().value())
                        .reversed())
                .limit(count)
                .toList();
        List<Candidate> shown = certain && found.size() > 1 ? List.of() : found;
        disclosures.log(call, intent, shown.stream().map(Candidate::version).toList(), visibility);
        BundleWriter bundle = new BundleWriter(call.fhirBase(), "searchset", OptionalLong.of(shown.size()));
        bundle.link("self", call.fhirBase() + "/Patient/$match");
        shown.forEach(
                c -> bundle.scored(c.version(), c.score().value(), c.score().grade()));
        return FhirAnswer.json(200, bundle.bytes());
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw Problem.at(ProblemKind.MALFORMED, "count", "a positive number");
        }
        return Math.min(Integer.parseInt(text), MOST_CANDIDATES);
    }

    private List<StoredVersion> candidates(JsonNode asked, Visibility visibility) {
        Map<ResourceId, StoredVersion> found = new LinkedHashMap<>();
        for (String query : queries(asked)) {
            records.search("Patient", query, visibility, MOST_CANDIDATES)
                    .forEach(version -> found.putIfAbsent(version.id(), version));
        }
        return List.copyOf(found.values());
    }

    /** What could find it: each identifier, and the names with the birth date. */
    private static Set<String> queries(JsonNode asked) {
        List<String> queries = new ArrayList<>();
        for (JsonNode identifier : asked.path("identifier")) {
            String value = identifier.path("value").asString("");
            if (!value.isEmpty()) {
                String system = identifier.path("system").asString("");
                queries.add(
                        "identifier=" + (system.isEmpty() ? "" : QueryText.of(system) + "%7C") + QueryText.of(value));
            }
        }
        String born = asked.path("birthDate").asString("");
        for (JsonNode name : asked.path("name")) {
            String family = name.path("family").asString("");
            String given = name.path("given").path(0).asString("");
            if (!family.isEmpty()) {
                queries.add("family=" + QueryText.of(family)
                        + (born.isEmpty() ? "" : "&birthdate=" + QueryText.of(born))
                        + (born.isEmpty() && !given.isEmpty() ? "&given=" + QueryText.of(given) : ""));
            }
        }
        return new LinkedHashSet<>(queries.subList(0, Math.min(queries.size(), MOST_ASKED)));
    }
}
