package org.consentry.mappers.deidentify;

import java.util.HashSet;
import java.util.Set;

/**
 * What a passage through a resource learns too late, so that it must be repeated.
 *
 * <p>Numbers without a unit do not say of themselves that they are ages, and the code that says so may
 * stand after its value. A reference to a contained resource may stand before the contained resource
 * turns out to be of a type that cannot leave. So a first passage looks at both as harmless and
 * remembers what it saw; only if that proves wrong does a second passage, forewarned, replace it.
 */
final class Hindsight {
    private static final Set<String> AGE_CODES = Set.copyOf(Resources.lines("age-codes.txt"));

    private final Set<String> lost = new HashSet<>();
    private final Set<String> referenced = new HashSet<>();
    private boolean ageCode;
    private boolean over89;
    private boolean masking;
    private boolean repeated;

    void sawCode(String system, String code) {
        if (AGE_CODES.contains(system + " " + code)) {
            ageCode = true;
        }
    }

    void sawWords(String[] lowerCaseWords) {
        for (String word : lowerCaseWords) {
            if (word.equals("age") || word.equals("aged")) {
                ageCode = true;
            }
        }
    }

    /** Whether this bare number must not leave. */
    boolean masks(double value) {
        if (value <= 89) {
            return false;
        }
        over89 = true;
        return masking;
    }

    /** A contained resource that cannot leave. */
    void lost(String id) {
        lost.add("#" + id);
    }

    /** Whether a reference points at a contained resource that is known to be lost. */
    boolean pointsNowhere(String reference) {
        if (!reference.startsWith("#")) {
            return false;
        }
        referenced.add(reference);
        return lost.contains(reference);
    }

    /** Whether the passage must be repeated with what is known now; true at most once. */
    boolean mustRepeat() {
        masking = ageCode && over89;
        boolean dangling = lost.stream().anyMatch(referenced::contains);
        boolean repeat = !repeated && (masking || dangling);
        repeated = true;
        return repeat;
    }
}
