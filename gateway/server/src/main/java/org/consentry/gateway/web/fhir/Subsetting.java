package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;

/**
 * {@code _summary} and {@code _elements}: fewer elements, and the tag that says so. HAPI knows which elements are in a
 * summary; only these answers are parsed.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#summary">search.html#summary</a>
 */
final class Subsetting {
    private final FhirContext context;

    Subsetting(FhirContext context) {
        this.context = context;
    }

    byte[] of(StoredVersion version, Optional<String> summary, List<String> elements) {
        if (summary.isEmpty() && elements.isEmpty()) {
            return version.json();
        }
        IParser encoder = context.newJsonParser();
        switch (summary.orElse("")) {
            case "true" -> encoder.setSummaryMode(true);
            case "text" -> encoder.setEncodeElements(Set.of("*.text", "*.id", "*.meta", "*.(mandatory)"));
            case "data" -> encoder.setSuppressNarratives(true);
            default -> {
                // Elements are named one by one.
            }
        }
        if (!elements.isEmpty()) {
            encoder.setEncodeElements(wanted(version.id().type(), elements));
        }
        String stored = new String(version.json(), StandardCharsets.UTF_8);
        try {
            return encoder.encodeResourceToString(
                            Negotiation.quietParser(context).parseResource(stored))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "_elements", "a match is not valid FHIR and cannot be shown in part");
        }
    }

    private static Set<String> wanted(String type, List<String> elements) {
        Set<String> wanted = new HashSet<>(Set.of(type + ".id", type + ".meta", type + ".(mandatory)"));
        for (String element : elements) {
            if (!element.matches("[A-Za-z][A-Za-z.]{0,100}")) {
                throw Problem.at(ProblemKind.MALFORMED, "_elements", "names of elements, separated by commas");
            }
            wanted.add(Character.isUpperCase(element.charAt(0)) ? element : type + "." + element);
        }
        return wanted;
    }
}
