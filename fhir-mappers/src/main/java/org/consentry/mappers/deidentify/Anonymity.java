package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * How many exported patients share each patient's look.
 *
 * The look is what an outsider may know: year of birth, sex, ZIP3, race and ethnicity. A group smaller
 * than k is suppressed by generalizing those of its members' fields that are rarest first: ZIP3, then
 * race and ethnicity, then the year of birth, then sex. After each step the groups
 * are counted anew, so a patient loses no more than needed. What is still alone after the last step is
 * one group of patients without any of the four; it is reported with its size.
 */
/** The k-anonymity report of an export's Patients, and the suppression it calls for. Not thread-safe. */
public final class Anonymity {
    /** The smallest group that passes by default. */
    public static final int DEFAULT_K = 11;

    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

    /** How much of a patient's look must go, each step with those before it. */
    public enum Step {
        /** Nothing. */
        NOTHING,
        /** The three digits of the ZIP. */
        ZIP3,
        /** Race and ethnicity. */
        RACE,
        /** The year of birth, and with it that of death. */
        BIRTH_YEAR,
        /** Sex, the last that is left. */
        SEX
    }

    private record Look(String birth, String sex, String zip, String race) {
        Look after(Step step) {
            return switch (step) {
                case NOTHING -> this;
                case ZIP3 -> new Look(birth, sex, "", race);
                case RACE -> new Look(birth, sex, "", "");
                case BIRTH_YEAR -> new Look("", sex, "", "");
                case SEX -> new Look("", "", "", "");
            };
        }
    }

    /**
     * What goes with the manifest.
     *
     * @param k the smallest group asked for
     * @param patients how many were looked at
     * @param groupsBefore groups of equal look, by size up to k (key k: all larger ones)
     * @param suppressed how many patients lose what
     * @param smallestGroup the size of the smallest group after suppression
     */
    public record Report(
            int k, int patients, Map<Integer, Integer> groupsBefore, Map<Step, Integer> suppressed, int smallestGroup) {
        public Report {
            groupsBefore = Map.copyOf(groupsBefore);
            suppressed = Map.copyOf(suppressed);
        }
    }

    private final int k;
    private final Map<String, Look> looks = new TreeMap<>();
    private final Map<String, Step> steps = new HashMap<>();

    /** A report for groups of at least k. */
    public Anonymity(int k) {
        if (k < 2) {
            throw new IllegalArgumentException("k must be at least 2, a group of one hides nobody");
        }
        this.k = k;
    }

    /** Adds a de-identified Patient. */
    public Anonymity add(byte[] patient) {
        JsonNode tree = Json.MAPPER.readTree(patient);
        looks.put(tree.path("id").asString(""), look(tree));
        return this;
    }

    /** Counts groups and decides what each patient must lose. */
    public Report report() {
        Map<Integer, Integer> before = new TreeMap<>();
        groups(looks).values().forEach(ids -> before.merge(Math.min(ids.size(), k), 1, Integer::sum));
        Map<String, Look> now = new TreeMap<>(looks);
        for (Step step : Step.values()) {
            suppress(now, step);
        }
        Map<Step, Integer> suppressed = new TreeMap<>();
        steps.values().forEach(step -> suppressed.merge(step, 1, Integer::sum));
        int smallest = groups(now).values().stream().mapToInt(List::size).min().orElse(0);
        return new Report(k, looks.size(), before, suppressed, smallest);
    }

    /** What a patient must lose, after {@link #report}. */
    public Step step(String id) {
        return steps.getOrDefault(id, Step.NOTHING);
    }

    /** A de-identified Patient without what it must lose, after {@link #report}; other resources as they are. */
    public byte[] suppressed(byte[] resource) {
        JsonNode tree = Json.MAPPER.readTree(resource);
        Step step = step(tree.path("id").asString(""));
        if (step == Step.NOTHING || !(tree instanceof ObjectNode patient)) {
            return resource;
        }
        patient.path("address").forEach(address -> ((ObjectNode) address).remove("postalCode"));
        if (step.compareTo(Step.RACE) >= 0) {
            patient.remove("extension");
        }
        if (step.compareTo(Step.BIRTH_YEAR) >= 0) {
            patient.remove(List.of("birthDate", "_birthDate", "deceasedDateTime"));
        }
        if (step == Step.SEX) {
            patient.remove("gender");
        }
        return Json.MAPPER.writeValueAsBytes(patient);
    }

    private void suppress(Map<String, Look> now, Step step) {
        if (step == Step.NOTHING) {
            return;
        }
        for (List<String> ids : groups(now).values()) {
            if (ids.size() < k) {
                for (String id : ids) {
                    now.computeIfPresent(id, (key, look) -> look.after(step));
                    steps.put(id, step);
                }
            }
        }
    }

    private static Map<Look, List<String>> groups(Map<String, Look> looks) {
        Map<Look, List<String>> groups = new HashMap<>();
        looks.forEach((id, look) ->
                groups.computeIfAbsent(look, key -> new ArrayList<>()).add(id));
        return groups;
    }

    private static Look look(JsonNode patient) {
        String birth =
                patient.has("_birthDate") ? "90+" : patient.path("birthDate").asString("");
        String zip = patient.at("/address/0/postalCode").asString("");
        Set<String> race = new HashSet<>();
        for (JsonNode extension : patient.path("extension")) {
            String url = extension.path("url").asString("");
            if (url.equals(US_CORE + "race") || url.equals(US_CORE + "ethnicity")) {
                extension
                        .path("extension")
                        .forEach(part -> race.add(part.at("/valueCoding/code").asString("")));
            }
        }
        String year = birth.substring(0, Math.min(4, birth.length()));
        return new Look(
                year,
                patient.path("gender").asString(""),
                zip,
                String.join("+", race.stream().sorted().toList()));
    }
}
