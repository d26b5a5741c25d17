package org.consentry.gateway.web.fhir;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;

/**
 * The versions that were current at some moment of a time, taken from a history that comes newest first. No index tells,
 * so that a history is read from its end; how much of it is bounded.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#history">http.html#history, _at</a>
 */
final class CurrentAt {
    private static final int MOST_READ = 50_000;
    private static final int MOST_SHOWN = 1_000;

    private final Moment moment;
    private final Map<ResourceId, Instant> replaced = new HashMap<>();
    private final List<StoredVersion> shown = new ArrayList<>();
    private int read;

    CurrentAt(Moment moment) {
        this.moment = moment;
    }

    /** Takes the next page of the history. @throws Problem TOO_COSTLY beyond the bounds */
    void take(List<StoredVersion> versions) {
        for (StoredVersion version : versions) {
            Instant until = replaced.put(version.id(), version.updated());
            boolean current =
                    version.updated().isBefore(moment.end()) && (until == null || until.isAfter(moment.start()));
            if (current) {
                shown.add(version);
            }
        }
        read += versions.size();
        if (read > MOST_READ || shown.size() > MOST_SHOWN) {
            throw Problem.at(ProblemKind.TOO_COSTLY, "_at", "too long a history; ask for one resource");
        }
    }

    /** Whether what is older than all that was taken was replaced before the time began. */
    boolean isDone(boolean oneResource) {
        return oneResource && replaced.values().stream().anyMatch(updated -> !updated.isAfter(moment.start()));
    }

    List<StoredVersion> shown() {
        return List.copyOf(shown);
    }
}
