package org.consentry.mappers.deidentify;

import java.util.Set;

/**
 * Whether a resource tells an age, which numbers without a unit do not say of themselves.
 *
 * <p>A resource's code may stand after its value. So a first passage looks at every number as
 * harmless and remembers whether it met a code that means age and a number over 89; only if both came
 * does a second passage mask all of them.
 */
final class Ages {
    private static final Set<String> CODES = Set.copyOf(Resources.lines("age-codes.txt"));

    private boolean ageCode;
    private boolean over89;
    private boolean masking;

    void sawCode(String system, String code) {
        if (CODES.contains(system + " " + code)) {
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

    /** Whether this bare number must not leave; a first passage only remembers it. */
    boolean masks(double value) {
        if (value <= 89) {
            return false;
        }
        over89 = true;
        return masking;
    }

    /** Whether the passage must be repeated; from now on numbers over 89 are masked. */
    boolean mustRepeat() {
        boolean repeat = ageCode && over89 && !masking;
        masking |= repeat;
        return repeat;
    }
}
