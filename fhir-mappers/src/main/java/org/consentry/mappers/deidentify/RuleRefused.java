package org.consentry.mappers.deidentify;

import java.io.Serial;

/** A rule file that does not follow the schema or would keep what identifies; names the place. */
public final class RuleRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RuleRefused(String place, String why) {
        super("%s: %s".formatted(place, why));
    }
}
