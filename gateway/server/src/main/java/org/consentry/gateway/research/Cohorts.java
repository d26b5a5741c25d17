package org.consentry.gateway.research;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.export.selection.NamingSearches;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.consentry.mappers.deidentify.Anonymity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many patients there are of a kind, never who. Below {@link Anonymity#DEFAULT_K} nothing is told but that; of a
 * table with one small cell another is hidden too, so that the first cannot be reckoned from the total.
 */
@Component
public class Cohorts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where a keyword is looked for. */
    private static final List<String> KEYWORD_TYPES =
            List.of("Condition", "Observation", "Procedure", "MedicationRequest", "AllergyIntolerance", "Immunization");

    private static final int MOST_CRITERIA = 20;

    private final Finding finding;
    private final Records records;
    private final NamingSearches naming;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    Cohorts(
            Finding finding,
            Records records,
            NamingSearches naming,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.finding = finding;
        this.records = records;
        this.naming = naming;
        this.audit = audit;
        this.transaction = transaction;
    }

    /**
     * A count.
     *
     * @param count empty when it is below the threshold
     * @param groups counts by group, empty where they are hidden
     */
    public record Counted(OptionalInt count, Map<String, OptionalInt> groups) {
        public Counted {
            groups = java.util.Collections.unmodifiableMap(new TreeMap<>(groups));
        }
    }

    /**
     * Counts patients.
     *
     * @param criteria searches {@code Type?query} that must all find something in a patient's record
     * @param keyword a word that a coded text of the record begins with
     * @param by {@code gender}, or empty
     * @throws Problem FORBIDDEN to all but analysts, beyond their scopes, and for searches that name a person
     */
    public Counted count(Caller caller, List<String> criteria, Optional<String> keyword, Optional<String> by) {
        if (!(caller instanceof Caller.Analyst)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Counts are for analysts");
        }
        List<Study.Criterion> searched = checked(caller, criteria);
        if (searched.isEmpty() && keyword.isEmpty()) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "criteria", "a search such as Condition?code=44054006, or a keyword");
        }
        Set<String> found = searched.isEmpty() ? Set.of() : finding.all(searched);
        if (keyword.isPresent()) {
            Set<String> named = finding.any(keywords(caller, keyword.get()));
            named.removeIf(patient -> !searched.isEmpty() && !found.contains(patient));
            return told(caller, named, by);
        }
        return told(caller, found, by);
    }

    private List<Study.Criterion> checked(Caller caller, List<String> criteria) {
        if (criteria.size() > MOST_CRITERIA) {
            throw Problem.at(ProblemKind.MALFORMED, "criteria", "at most " + MOST_CRITERIA);
        }
        List<Study.Criterion> checked = new ArrayList<>();
        for (String text : criteria) {
            Study.Criterion criterion = Study.Criterion.parse("criteria", text);
            naming.refuse("criteria", criterion.type(), criterion.query());
            if (!caller.covers(Interaction.SEARCH, criterion.type())) {
                throw Problem.at(
                        ProblemKind.FORBIDDEN, "criteria", "the token's scopes do not cover what is asked for");
            }
            checked.add(criterion);
        }
        return checked;
    }

    private static List<Study.Criterion> keywords(Caller caller, String keyword) {
        if (keyword.strip().length() < 3 || keyword.length() > 100) {
            throw Problem.at(ProblemKind.MALFORMED, "keyword", "3 to 100 characters");
        }
        String parameter = ":text=" + URLEncoder.encode(keyword.strip(), StandardCharsets.UTF_8);
        return KEYWORD_TYPES.stream()
                .filter(type -> caller.covers(Interaction.SEARCH, type))
                .map(type ->
                        new Study.Criterion(type, (type.equals("Immunization") ? "vaccine-code" : "code") + parameter))
                .toList();
    }

    private Counted told(Caller caller, Set<String> patients, Optional<String> by) {
        Map<String, Integer> groups = by.map(what -> groups(patients, what)).orElse(Map.of());
        transaction.executeWithoutResult(status -> audit.put(new AuditFact(
                caller,
                "cohort-count",
                AuditFact.Outcome.DONE,
                Optional.empty(),
                Optional.empty(),
                Set.of("HRESCH"),
                List.of())));
        return new Counted(shown(patients.size()), hidden(groups));
    }

    private Map<String, Integer> groups(Set<String> patients, String by) {
        if (!by.equals("gender")) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "by", "gender");
        }
        Map<String, Integer> groups = new TreeMap<>();
        if (patients.isEmpty()) {
            return groups;
        }
        Selection people = new Selection(Set.of("Patient"), patients, Map.of(), false);
        records.stream(people, new Visibility.Everything(), (version, found) -> {
            JsonNode patient = JSON.readTree(version.json());
            groups.merge(patient.path("gender").asString("unknown"), 1, Integer::sum);
        });
        return groups;
    }

    private static OptionalInt shown(int count) {
        return count < Anonymity.DEFAULT_K ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** Small groups are hidden, and of the others the smallest until those hidden together are not few either. */
    private static Map<String, OptionalInt> hidden(Map<String, Integer> groups) {
        Map<String, OptionalInt> shown = new TreeMap<>();
        groups.forEach((group, count) -> shown.put(group, shown(count)));
        List<Map.Entry<String, Integer>> large = groups.entrySet().stream()
                .filter(group -> group.getValue() >= Anonymity.DEFAULT_K)
                .sorted(Map.Entry.comparingByValue())
                .toList();
        int small = groups.size() - large.size();
        int together = groups.values().stream().mapToInt(Integer::intValue).sum()
                - large.stream().mapToInt(Map.Entry::getValue).sum();
        if (!large.isEmpty() && small > 0 && (small == 1 || together < Anonymity.DEFAULT_K)) {
            shown.put(large.getFirst().getKey(), OptionalInt.empty());
        }
        return shown;
    }
}
