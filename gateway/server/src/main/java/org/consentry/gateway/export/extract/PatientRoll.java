package org.consentry.gateway.export.extract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.consentry.gateway.record.StoredVersion;

/** The Patients of a job as they are now, stretch by stretch of the store's stream. */
final class PatientRoll {
    private final Records records;
    private final Visibility visibility;
    private final ExportRequest asked;
    private final Predicate<String> released;

    PatientRoll(Records records, Visibility visibility, ExportRequest asked, Predicate<String> released) {
        this.records = records;
        this.visibility = visibility;
        this.asked = asked;
        this.released = released;
    }

    /** Who was in a part, in order: two parts with the same patients have the same digest. */
    static final class Digest {
        private final MessageDigest sha256;

        Digest() {
            try {
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        void add(String patientId) {
            sha256.update((patientId + '\n').getBytes(StandardCharsets.UTF_8));
        }

        /** Of those since the last time. */
        String taken() {
            return HexFormat.of().formatHex(sha256.digest());
        }
    }

    /**
     * The Patients between two others, in the stream's order, and whether the job's filters find them.
     *
     * @param last empty for the end
     */
    void read(Optional<String> after, Optional<String> last, BiConsumer<StoredVersion, Boolean> each) {
        Selection patients = new Selection(Set.of("Patient"), asked.patients(), patientQueries(), false);
        records.stream(patients.between(after, last), visibility, (version, found) -> {
            if (version.patientId().map(released::test).orElse(true)) {
                each.accept(version, found);
            }
        });
    }

    /** The digest of those between two others. */
    String digest(Optional<String> after, String last) {
        Digest digest = new Digest();
        read(
                after,
                Optional.of(last),
                (version, found) -> digest.add(version.id().id()));
        return digest.taken();
    }

    private Map<String, java.util.List<String>> patientQueries() {
        return Optional.ofNullable(asked.filters().get("Patient"))
                .map(queries -> Map.of("Patient", queries))
                .orElse(Map.of());
    }
}
