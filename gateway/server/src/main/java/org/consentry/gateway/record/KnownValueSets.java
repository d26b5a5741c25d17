package org.consentry.gateway.record;

import java.util.List;
import java.util.Optional;

/** Value sets that searches may name though nobody stored them here: R4's own. A stored one of the same URL comes first. */
public interface KnownValueSets {
    /** None. */
    KnownValueSets NONE = canonical -> Optional.empty();

    /** A code of a system. */
    record Known(String system, String code) {}

    /**
     * All codes of a value set. MUST be empty where not all of them can be told, for a search by some would show too
     * little.
     *
     * @param canonical its URL, which may end with {@code |version}
     */
    Optional<List<Known>> codes(String canonical);
}
