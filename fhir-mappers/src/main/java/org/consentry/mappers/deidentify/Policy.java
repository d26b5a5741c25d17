package org.consentry.mappers.deidentify;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What an export keeps, by name. The name stands in the manifest and in every resource's {@code
 * meta.security}.
 *
 * @param name one of the four names, or that name with {@code +scrubbed-text}
 * @param dates what becomes of dates
 * @param places what becomes of addresses
 * @param text what becomes of free text
 * @param masksAges whether ages over 89, and what shows them, become "90+"
 */
public record Policy(String name, Dates dates, Places places, Text text, boolean masksAges) {
    /** The code system of the policies' names in {@code meta.security}. */
    public static final String SYSTEM = "https://consentry.org/fhir/CodeSystem/deidentification-policy";

    /** 45 CFR 164.514(b)(2): years only, ZIP3 of populous areas, no free text, ages to 89. */
    public static final Policy SAFE_HARBOR = new Policy("safe-harbor", Dates.YEAR, Places.ZIP3, Text.DROPPED, true);

    /** As Safe Harbor, but dates move together by one secret offset per patient. Needs expert determination. */
    public static final Policy RESEARCH_SHIFTED =
            new Policy("research-shifted", Dates.SHIFTED, Places.ZIP3, Text.DROPPED, true);

    /** 45 CFR 164.514(e): dates, town and ZIP5 stay; direct identifiers go. Needs a data use agreement. */
    public static final Policy LIMITED_DATASET =
            new Policy("limited-dataset", Dates.KEPT, Places.ZIP5, Text.DROPPED, false);

    /** Nothing is taken out. Only where a consent for that purpose names the recipient. */
    public static final Policy IDENTIFIED = new Policy("identified", Dates.KEPT, Places.KEPT, Text.KEPT, false);

    private static final Policy[] NAMED = {SAFE_HARBOR, RESEARCH_SHIFTED, LIMITED_DATASET, IDENTIFIED};

    /** What becomes of a date. */
    public enum Dates {
        /** The year stays, unless it shows an age over 89; times of day go. */
        YEAR,
        /** Moved by the patient's offset; without a patient only the year stays. */
        SHIFTED,
        /** Stays. */
        KEPT
    }

    /** What becomes of an address. */
    public enum Places {
        /** State, country, and three digits of the ZIP where they hold more than 20,000 people. */
        ZIP3,
        /** Town, state, country and ZIP. */
        ZIP5,
        /** Stays. */
        KEPT
    }

    /** What becomes of free text. */
    public enum Text {
        /** Goes. */
        DROPPED,
        /** Known identifiers, patterns and names are replaced; recall is below one. */
        SCRUBBED,
        /** Stays. */
        KEPT
    }

    /** This policy, but free text stays after scrubbing, and the name says so. */
    public Policy withScrubbedText() {
        return text == Text.DROPPED
                ? new Policy(name + "+scrubbed-text", dates, places, Text.SCRUBBED, masksAges)
                : this;
    }

    /** Whether a resource passes untouched except for its tag. */
    boolean identified() {
        return text == Text.KEPT;
    }

    /**
     * The policy of a name, which may end in {@code +scrubbed-text}.
     *
     * @throws IllegalArgumentException naming the known policies, if there is no such policy
     */
    public static Policy named(String name) {
        for (Policy policy : NAMED) {
            if (policy.name.equals(name)) {
                return policy;
            }
            if (policy.withScrubbedText().name.equals(name)) {
                return policy.withScrubbedText();
            }
        }
        String known = Arrays.stream(NAMED).map(Policy::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("No such policy; there are " + known);
    }
}
