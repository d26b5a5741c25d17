package org.consentry.gateway.proof.watch;

import java.util.List;

/**
 * How the sweep over the whole store stands.
 *
 * @param phase {@code idle}, {@code bundles} (signatures, hashes and ledger entries) or {@code versions} (is anything there
 *     that nobody signed)
 * @param started ISO 8601; empty if there was none yet
 * @param finished of the last one that ended; empty if none has
 * @param total bundles when it started
 * @param checked bundles so far
 * @param findings what does not hold
 * @param places the first of them: a reference and what is wrong, never content
 */
public record SweepStatus(
        String phase, String started, String finished, long total, long checked, long findings, List<String> places) {
    public SweepStatus {
        places = List.copyOf(places);
    }
}
