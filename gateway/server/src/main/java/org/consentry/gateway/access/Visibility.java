package org.consentry.gateway.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * What a caller may see of the store. The record store turns it into SQL, so that reads, searches, includes,
 * totals, history and exports all carry the same predicate.
 */
public sealed interface Visibility {
    /** The gateway's own jobs. Never made for a request's caller. */
    record Everything() implements Visibility {}

    /**
     * A caller's view: directory resources (organizations, practitioners, terminology … that concern no patient),
     * plus what the caller's own organization contributed, plus the windows that patients opened.
     *
     * @param own the caller's organization, when it may read back what it contributed
     * @param windows at most {@value #MAX_WINDOWS}
     * @param reach what the caller's scopes cover, directory types included
     */
    record Limited(Optional<OrganizationId> own, List<Window> windows, Reach reach) implements Visibility {
        /** Beyond this a request must name one patient; population access is a bulk job. */
        public static final int MAX_WINDOWS = 1000;

        public Limited {
            windows = List.copyOf(windows);
        }

        /** Limited by organization, windows and types; by windows alone when no type is named. */
        public Limited(Optional<OrganizationId> own, List<Window> windows, Set<String> types) {
            this(own, windows, Reach.ofTypes(types));
        }

        /** Limited by organization and windows, not by type. */
        public Limited(Optional<OrganizationId> own, List<Window> windows) {
            this(own, windows, Reach.EVERYTHING);
        }
    }
}
