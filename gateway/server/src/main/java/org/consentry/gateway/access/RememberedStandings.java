package org.consentry.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;

/**
 * How readers stood to patients when it was last asked. Nothing is ever told to forget: what is remembered is worth nothing
 * until a statement has asked the store whether it is still so.
 */
final class RememberedStandings {
    private static final int MOST_GRANTS = 50;
    private static final int MOST = 20_000;
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private record Between(Reader reader, String patientId) {}

    private final Cache<Between, Grants.Standing> standings = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(MOST)
            .weigher((Between between, Grants.Standing standing) ->
                    1 + standing.inForce().size())
            .expireAfterAccess(UNUSED)
            .build();

    Optional<Grants.Standing> of(Reader reader, String patientId) {
        return Optional.ofNullable(standings.getIfPresent(new Between(reader, patientId)));
    }

    void put(Reader reader, String patientId, Grants.Standing standing) {
        if (standing.inForce().size() <= MOST_GRANTS) {
            standings.put(new Between(reader, patientId), standing);
        }
    }
}
