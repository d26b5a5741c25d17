package org.consentry.mappers.deidentify;

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
 *
 * Patients of one look fare alike, so looks are held and counted and patients are not: however large the export, there
 * are no more of them than years, sexes, ZIP3s and races make.
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
    private final Map<Look, Integer> looks = new HashMap<>();
    private final Map<Look, Step> steps = new HashMap<>();

    /** A report for groups of at least k. */
    public Anonymity(int k) {
        if (k < 2) {
            throw new IllegalArgumentException("k must be at least 2, a group of one hides nobody");
        }
        this.k = k;
    }

    /** Adds a de-identified Patient; each once. */
    public Anonymity add(byte[] patient) {
        looks.merge(look(Json.MAPPER.readTree(patient)), 1, Integer::sum);
        return this;
    }

    /** How many different looks there are: what is held. */
    int looks() {
        return looks.size();
    }

    /** Counts groups and decides what each look must lose. */
    public Report report() {
        Map<Integer, Integer> before = new TreeMap<>();
        looks.values().forEach(size -> before.merge(Math.min(size, k), 1, Integer::sum));
        Map<Look, Look> now = new HashMap<>();
        looks.keySet().forEach(look -> now.put(look, look));
        for (Step step : Step.values()) {
            suppress(now, step);
        }
        Map<Step, Integer> suppressed = new TreeMap<>();
        steps.forEach((look, step) -> suppressed.merge(step, looks.getOrDefault(look, 0), Integer::sum));
        int patients = looks.values().stream().mapToInt(Integer::intValue).sum();
        int smallest =
                sizes(now).values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return new Report(k, patients, before, suppressed, smallest);
    }

    /** What a de-identified Patient must lose, after {@link #report}. */
    public Step step(byte[] patient) {
        return step(Json.MAPPER.readTree(patient));
    }

    private Step step(JsonNode patient) {
        return steps.getOrDefault(look(patient), Step.NOTHING);
    }

    /** A de-identified Patient without what it must lose, after {@link #report}; other resources as they are. */
    public byte[] suppressed(byte[] resource) {
        JsonNode tree = Json.MAPPER.readTree(resource);
        boolean isPatient = tree.path("resourceType").asString("").equals("Patient");
        Step step = isPatient ? step(tree) : Step.NOTHING;
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

    /** @param now every look as it is after the steps before */
    private void suppress(Map<Look, Look> now, Step step) {
        if (step == Step.NOTHING) {
            return;
        }
        Map<Look, Integer> sizes = sizes(now);
        now.replaceAll((look, left) -> {
            if (sizes.getOrDefault(left, 0) >= k) {
                return left;
            }
            steps.put(look, step);
            return left.after(step);
        });
    }

    private Map<Look, Integer> sizes(Map<Look, Look> now) {
        Map<Look, Integer> sizes = new HashMap<>();
        now.forEach((look, left) -> sizes.merge(left, looks.getOrDefault(look, 0), Integer::sum));
        return sizes;
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
