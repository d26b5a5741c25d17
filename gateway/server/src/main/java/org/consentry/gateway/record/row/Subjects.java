package org.consentry.gateway.record.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.Definitions;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Translates between shard keys and the patients they stand for. */
public final class Subjects {
    private static final int MOST_CACHED = 200_000;

    /** A patient is its own subject. */
    private static final String PLACES = "SELECT d.self, d.subject, d.rid, CASE WHEN d.subject = d.rid THEN "
            + "(SELECT r.source FROM resource r WHERE r.subject = d.subject AND r.rid = d.rid AND r.change < "
            + Row.DELETED + ") END FROM directory d WHERE d.self = ANY(?)";

    private final JdbcTemplate jdbc;

    /** A shard key is never reused, so what it stands for never changes. */
    private final Cache<Long, String> patients = cache();

    /** And a patient's key is given once. */
    private final Cache<String, Long> keys = cache();

    /** A resource stays with its patient, and its row where it is. Of patients' records only. */
    private final Cache<Long, Place> places = cache();

    /** Rows of the directory, which everybody sees, by the hash of their identity. */
    private final Cache<Long, Long> directory = cache();

    private static <K, V> Cache<K, V> cache() {
        // Kept in order by whoever looks something up: handing that over costs more.
        return Caffeine.newBuilder()
                .maximumSize(MOST_CACHED)
                .executor(Runnable::run)
                .build();
    }

    public Subjects(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Where a resource lies.
     *
     * @param patientSource who brought it in, if it is a patient and not deleted
     */
    public record Place(long subject, long rid, @Nullable String patientSource) {
        /** Where nobody asked who brought it in. */
        public Place(long subject, long rid) {
            this(subject, rid, null);
        }
    }

    /** Looks up where resources lie, by the hash of their identity. */
    public Map<Long, Place> places(Collection<Long> selves) {
        Map<Long, Place> places = new HashMap<>();
        if (!selves.isEmpty()) {
            jdbc.query(
                    PLACES,
                    statement -> statement.setArray(1, longs(statement.getConnection(), selves)),
                    (ResultSet row) -> {
                        places.put(row.getLong(1), new Place(row.getLong(2), row.getLong(3), row.getString(4)));
                    });
        }
        return places;
    }

    /** Where a resource of a patient's record was found before; nowhere says nothing. */
    public Optional<Place> place(ResourceId id) {
        return Optional.ofNullable(places.getIfPresent(id.hash()));
    }

    /** A resource has been found. */
    public void lies(ResourceId id, Place place) {
        if (place.subject() != 0 && !TransactionSynchronizationManager.isActualTransactionActive()) {
            places.put(id.hash(), place);
        }
    }

    /** The rows of these resources, if all are known to be of the directory; otherwise none. */
    public List<Long> inDirectory(Collection<Long> selves) {
        Map<Long, Long> known = directory.getAllPresent(selves);
        return known.size() < selves.size() ? List.of() : List.copyOf(known.values());
    }

    /** Rows have been found. */
    public void found(Collection<Row> rows) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            rows.stream()
                    .filter(row -> row.subject() == 0
                            && Definitions.r4().isDirectory(Definitions.r4().name(row.type())))
                    .forEach(row -> directory.put(row.resourceId().hash(), row.rid()));
        }
    }

    /** The patient whose record a place is in, if that is known without asking. */
    public Optional<String> patientOf(Place place) {
        return Optional.ofNullable(patients.getIfPresent(place.subject()));
    }

    public static Array longs(java.sql.Connection connection, Collection<Long> values) throws SQLException {
        return connection.createArrayOf("int8", values.toArray(Long[]::new));
    }

    /** The shard keys of patients, by logical id; patients that are not there are left out. */
    public Map<String, Long> keysOf(Collection<String> patientIds) {
        Map<String, Long> found = new HashMap<>();
        Map<Long, String> wanted = new HashMap<>();
        for (String id : patientIds) {
            Long key = keys.getIfPresent(id);
            if (key == null) {
                wanted.put(new ResourceId("Patient", id).hash(), id);
            } else {
                found.put(id, key);
            }
        }
        places(wanted.keySet()).forEach((self, place) -> found.put(String.valueOf(wanted.get(self)), place.subject()));
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            // What a transaction sees of its own may still be undone.
            keys.putAll(found);
        }
        return found;
    }

    /** Makes versions of rows, with the patients' logical ids. */
    public List<StoredVersion> versions(List<Row> rows) {
        Map<Long, String> known = patientIds(rows.stream().map(Row::subject).toList());
        return rows.stream().map(row -> version(row, known.get(row.subject()))).toList();
    }

    public static StoredVersion version(Row row, @Nullable String patientId) {
        return new StoredVersion(
                row.resourceId(),
                row.version(),
                Instant.ofEpochMilli(row.updated()),
                Row.changeOf(row.change()),
                Optional.ofNullable(patientId),
                new OrganizationId(row.source()),
                row.deleted() ? new byte[0] : row.body().json());
    }

    public Map<Long, String> patientIds(Collection<Long> subjects) {
        Map<Long, String> found = new HashMap<>();
        Set<Long> missing = new HashSet<>();
        for (Long subject : subjects) {
            String id = patients.getIfPresent(subject);
            if (id != null) {
                found.put(subject, id);
            } else if (subject != 0) {
                missing.add(subject);
            }
        }
        if (!missing.isEmpty()) {
            jdbc.query(
                    "SELECT subject, id FROM resource WHERE (subject, rid) IN (SELECT k, k FROM unnest(?) k)",
                    statement -> statement.setArray(1, longs(statement.getConnection(), missing)),
                    (ResultSet row) -> {
                        found.put(row.getLong(1), row.getString(2));
                    });
            patients.putAll(found);
        }
        return found;
    }
}
