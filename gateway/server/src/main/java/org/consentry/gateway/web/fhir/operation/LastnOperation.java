package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.BundleWriter;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code Observation/$lastn}: the newest Observations of each code, of one patient.
 *
 * @see <a href="https://hl7.org/fhir/R4/observation-operation-lastn.html">$lastn</a>
 */
@Component
class LastnOperation implements FhirOperation {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 10_000;

    private final Disclosures disclosures;
    private final Records records;
    private final Searches searches;

    LastnOperation(Disclosures disclosures, Records records, Searches searches) {
        this.disclosures = disclosures;
        this.records = records;
        this.searches = searches;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("lastn", Level.TYPE)
                .on("Observation")
                .definedAt("http://hl7.org/fhir/OperationDefinition/Observation-lastn");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        int max = call.parameter("max").map(LastnOperation::number).orElse(1);
        String query = query(call.parameters());
        Optional<String> patient = searches.patientNamed("Observation", query);
        ReadIntent intent = Disclosures.searching("Observation", patient);
        Visibility visibility = disclosures.visibility(call, intent);
        List<StoredVersion> shown =
                newest(records.search("Observation", query + "&_sort=-date", visibility, MOST), max);
        disclosures.log(call, intent, shown, visibility);
        BundleWriter bundle = new BundleWriter(call.fhirBase(), "searchset", OptionalLong.of(shown.size()));
        bundle.link("self", call.fhirBase() + "/Observation/$lastn?max=" + max + "&" + query);
        shown.forEach(version -> bundle.match(version, version.json(), "match"));
        return FhirAnswer.json(200, bundle.bytes());
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw Problem.at(ProblemKind.MALFORMED, "max", "a positive number");
        }
        return Integer.parseInt(text);
    }

    private static String query(Map<String, List<String>> parameters) {
        if (!parameters.containsKey("patient") && !parameters.containsKey("subject")) {
            throw Problem.at(ProblemKind.MALFORMED, "patient", "name a patient or a subject");
        }
        return parameters.entrySet().stream()
                .filter(parameter ->
                        !Set.of("max", "_format", "_pretty", "_sort", "_count").contains(parameter.getKey()))
                .flatMap(parameter -> parameter.getValue().stream()
                        .map(value -> QueryText.encoded(parameter.getKey()) + "=" + QueryText.encoded(value)))
                .collect(Collectors.joining("&"));
    }

    /** Codes that one Observation gives as translations of each other are one group. */
    private static List<StoredVersion> newest(List<StoredVersion> sorted, int max) {
        Map<String, int[]> groups = new HashMap<>();
        List<StoredVersion> newest = new ArrayList<>();
        for (StoredVersion version : sorted) {
            List<String> names = names(JSON.readTree(version.json()).path("code"));
            int[] taken = names.stream()
                    .map(groups::get)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElseGet(() -> new int[1]);
            names.forEach(name -> groups.putIfAbsent(name, taken));
            if (taken[0]++ < max) {
                newest.add(version);
            }
        }
        return newest;
    }

    private static List<String> names(JsonNode code) {
        List<String> names = new ArrayList<>();
        for (JsonNode coding : code.path("coding")) {
            names.add(coding.path("system").asString("") + "|"
                    + coding.path("code").asString(""));
        }
        if (names.isEmpty()) {
            names.add(code.path("text").asString(""));
        }
        return names;
    }
}
