package org.consentry.gateway.export.selection;

import ca.uhn.fhir.context.FhirContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.springframework.stereotype.Component;

/*
 * Who asks by what is known of one person knows who is found: whatever the answer, it is about that person. Names and
 * addresses point at a person, and so do the numbers of a visit or a specimen and every id of the store, since whoever
 * has only de-identified files knows none of them. What institutions and things in a catalog are called is nobody's.
 *
 * Where a search goes through others (chains, _has) it is not worked out what its last name means of which type: every
 * meaning that it has of any type counts.
 */
/** Searches that name a person, and searches by the day. */
@Component
public class NamingSearches {
    private static final Pattern NAMING = Pattern.compile(
            "name|given|family|phonetic|telecom|phone|email|address(?:-[a-z]+)?|birthdate|death-date|dependent");
    private static final Pattern NUMBERING = Pattern.compile("(?:[a-z-]+-)?identifier|accession|udi-carrier|_id");
    private static final Set<String> ALWAYS = Set.of("_text", "_content", "_filter", "_list", "_in");
    private static final Set<String> PEOPLE = Set.of("Patient", "Person", "RelatedPerson", "Account", "Coverage");
    private static final Set<String> NOBODYS = Set.of(
            "Organization",
            "Practitioner",
            "PractitionerRole",
            "Location",
            "HealthcareService",
            "Endpoint",
            "OrganizationAffiliation",
            "InsurancePlan",
            "Medication",
            "MedicationKnowledge",
            "Substance",
            "DeviceDefinition",
            "ResearchStudy",
            "Questionnaire",
            "PlanDefinition",
            "ActivityDefinition",
            "ValueSet",
            "CodeSystem");

    /** What a date says when the policy leaves years. */
    private static final Pattern YEARLY = Pattern.compile("(?:eq|ne|gt|lt|ge|le|sa|eb|ap)?\\d{4}(?:-01-01|-12-31)?");

    private final Searches searches;

    NamingSearches(Searches searches) {
        this.searches = searches;
    }

    /**
     * Refuses a search that is wrong or names a person. A filter is refused whatever it says: it has a grammar of its own
     * in which any parameter may be named.
     *
     * @param place the parameter that holds it, for the client
     * @param query percent-encoded as it came
     * @throws Problem NOT_SUPPORTED, MALFORMED or NOT_FOUND as of {@link Searches#check}; FORBIDDEN
     */
    public void refuse(String place, String type, String query) {
        searches.check(type, query);
        for (Asked asked : Asked.of(type, query)) {
            if (isNaming(asked)) {
                throw Problem.at(
                        ProblemKind.FORBIDDEN,
                        place,
                        "searches that name a person, or something of one person, are not for analysts");
            }
        }
    }

    /** Refuses dates below the year: of whatever is found, they would tell the day. @throws Problem FORBIDDEN */
    void refuseDays(String place, String type, String query) {
        for (Asked asked : Asked.of(type, query)) {
            boolean dated = isOfKind(asked, ParameterKind.DATE) && !asked.isMissing();
            if ((dated && !asked.isOnly(YEARLY)) || (isOfKind(asked, ParameterKind.COMPOSITE) && asked.tellsDays())) {
                throw Problem.at(
                        ProblemKind.FORBIDDEN, place, "this policy leaves years: dates such as ge2020 or ge2020-01-01");
            }
        }
    }

    private boolean isNaming(Asked asked) {
        if (ALWAYS.contains(asked.last()) || asked.modifier().equals("identifier")) {
            return true;
        }
        boolean anybodys = asked.isFar() || !NOBODYS.contains(asked.type());
        if (NUMBERING.matcher(asked.last()).matches()) {
            return anybodys;
        }
        if (NAMING.matcher(asked.last()).matches()) {
            return asked.isFar() || PEOPLE.contains(asked.type());
        }
        return anybodys && !asked.isMissing() && isOfKind(asked, ParameterKind.REFERENCE) && !pointsAtNobody(asked);
    }

    /** Whether all it refers to is nobody's: by what it says, or by what the parameter can refer to at all. */
    private boolean pointsAtNobody(Asked asked) {
        boolean said = NOBODYS.contains(asked.modifier())
                || asked.values().stream()
                        .allMatch(value -> value.contains("/") && NOBODYS.contains(value.split("/", 2)[0]));
        SearchParameter known =
                asked.isFar() ? null : searches.parameters(asked.type()).get(asked.last());
        return said || (known != null && !known.targets().isEmpty() && NOBODYS.containsAll(known.targets()));
    }

    /** Whether its last name is a parameter of the kind: of its type, or at the end of a way of any. */
    private boolean isOfKind(Asked asked, ParameterKind kind) {
        return asked.isFar()
                ? FhirContext.forR4Cached().getResourceTypes().stream()
                        .anyMatch(type -> isOfKind(searches.parameters(type), asked, kind))
                : isOfKind(searches.parameters(asked.type()), asked, kind);
    }

    private static boolean isOfKind(Map<String, SearchParameter> parameters, Asked asked, ParameterKind kind) {
        SearchParameter found = parameters.get(asked.last());
        return found != null && found.kind() == kind;
    }

    /**
     * One parameter of a search.
     *
     * @param last the name at the end of its chain
     * @param isFar whether it is asked of something else than the type
     */
    private record Asked(String type, String last, String modifier, boolean isFar, List<String> values) {
        static List<Asked> of(String type, String query) {
            return Arrays.stream(query.split("&", -1))
                    .filter(part -> !part.isEmpty())
                    .map(part -> part(type, part))
                    .toList();
        }

        private static Asked part(String type, String part) {
            String[] sides = part.split("=", 2);
            String name = URLDecoder.decode(sides[0], StandardCharsets.UTF_8);
            String value = sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
            boolean far = name.contains(".") || name.startsWith("_has:");
            String end = name.substring(name.lastIndexOf('.') + 1);
            if (end.startsWith("_has:")) {
                end = end.replaceFirst("^(?:_has:[A-Za-z]*:[a-z-]*:)+", "");
            }
            int colon = end.indexOf(':');
            return new Asked(
                    type,
                    colon < 0 ? end : end.substring(0, colon),
                    colon < 0 ? "" : end.substring(colon + 1),
                    far,
                    List.of(value.split(",", -1)));
        }

        boolean isMissing() {
            return modifier.equals("missing");
        }

        boolean isOnly(Pattern pattern) {
            return values.stream().allMatch(value -> pattern.matcher(value).matches());
        }

        boolean tellsDays() {
            return last.endsWith("date");
        }
    }
}
