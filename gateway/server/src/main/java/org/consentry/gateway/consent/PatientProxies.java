package org.consentry.gateway.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Proxies;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * Custodians and proxies.
 *
 * A patient lets somebody act for her, and switches that off and on; for a child the authority does, until the child
 * comes of age. Whether it holds is asked with every request and from three facts: the row here, the RelatedPerson in the
 * record (active, of this patient, within its period), and the child's date of birth. A proxy is no further than that:
 * it does not name other proxies, and what is marked confidential stays closed to it.
 */
/** Who acts for whom, and who says so. */
@Component
public class PatientProxies implements Proxies {
    private static final int OF_AGE = 18;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final JdbcClient jdbc;
    private final Clock clock;

    PatientProxies(Records records, JdbcClient jdbc, Clock clock) {
        this.records = records;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Somebody who acts for a patient.
     *
     * @param until when that ends by itself
     * @param suspended whether it is switched off
     * @param onSilence whether it acts only while the patient's sign of life is overdue
     */
    public record Proxy(String relatedPersonId, Optional<Instant> until, boolean suspended, boolean onSilence) {}

    private record Row(
            String patientId, Optional<Instant> until, boolean suspended, boolean ofMinor, boolean waiting) {}

    @Override
    public Optional<String> patientOf(String relatedPersonId) {
        return jdbc.sql("SELECT patient_id, until, suspended, of_minor, on_silence AND NOT EXISTS (SELECT 1 "
                        + "FROM sign_of_life WHERE sign_of_life.patient_id = proxy.patient_id AND due <= :now) AS waiting "
                        + "FROM proxy WHERE related_person = :person")
                .param("person", relatedPersonId)
                .param("now", Timestamp.from(clock.instant()))
                .query((row, index) -> read(row))
                .optional()
                .filter(row -> !row.suspended() && !row.waiting() && isBefore(row.until()))
                .filter(row -> !row.ofMinor() || isChild(row.patientId()))
                .filter(row -> isRelated(relatedPersonId, row.patientId()))
                .map(Row::patientId);
    }

    /** The patient names somebody, or changes how long, or switches it off and on. */
    public void put(Caller caller, String patientId, Proxy proxy) {
        boolean ofMinor = requireTheirs(caller, patientId);
        if (!isRelated(proxy.relatedPersonId(), patientId)) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "relatedPerson", "the id of an active RelatedPerson of this patient");
        }
        int kept = jdbc.sql("INSERT INTO proxy (related_person, patient_id, until, suspended, of_minor, on_silence) "
                        + "VALUES (:person, :patient, :until, :suspended, :minor, :silence) ON CONFLICT (related_person) DO UPDATE SET "
                        + "until = excluded.until, suspended = excluded.suspended, of_minor = excluded.of_minor, "
                        + "on_silence = excluded.on_silence WHERE proxy.patient_id = excluded.patient_id")
                .param("person", proxy.relatedPersonId())
                .param("patient", patientId)
                .param("until", proxy.until().map(Timestamp::from).orElse(null), Types.TIMESTAMP)
                .param("suspended", proxy.suspended())
                .param("minor", ofMinor)
                .param("silence", proxy.onSilence())
                .update();
        if (kept == 0) {
            throw Problem.of(ProblemKind.CONFLICT, "This RelatedPerson acts for somebody else");
        }
    }

    /** Somebody no longer acts for the patient at all. */
    public void remove(Caller caller, String patientId, String relatedPersonId) {
        requireTheirs(caller, patientId);
        jdbc.sql("DELETE FROM proxy WHERE related_person = :person AND patient_id = :patient")
                .param("person", relatedPersonId)
                .param("patient", patientId)
                .update();
    }

    /** The same, as told to who says so: the patient in person, for a child the authority. */
    public List<Proxy> of(Caller caller, String patientId) {
        requireTheirs(caller, patientId);
        return of(patientId);
    }

    /** Who acts for a patient, switched off or not. */
    List<Proxy> of(String patientId) {
        return jdbc.sql("SELECT related_person, until, suspended, on_silence FROM proxy WHERE patient_id = :patient "
                        + "ORDER BY related_person")
                .param("patient", patientId)
                .query((row, index) -> new Proxy(
                        row.getString("related_person"),
                        until(row),
                        row.getBoolean("suspended"),
                        row.getBoolean("on_silence")))
                .list();
    }

    /** Whether it is a child's, for whom the authority speaks. */
    private boolean requireTheirs(Caller caller, String patientId) {
        return switch (caller) {
            case Caller.PatientUser patient -> requireInPerson(patient, patientId);
            case Caller.Operator operator -> requireChild(patientId);
            default -> throw notTheirs();
        };
    }

    private static boolean requireInPerson(Caller.PatientUser patient, String patientId) {
        if (!patient.patientId().equals(patientId) || patient.proxy().isPresent()) {
            throw notTheirs();
        }
        return false;
    }

    private boolean requireChild(String patientId) {
        if (!isChild(patientId)) {
            throw notTheirs();
        }
        return true;
    }

    private static Problem notTheirs() {
        return Problem.of(
                ProblemKind.FORBIDDEN, "A patient in person names who acts for her; for a child the authority does");
    }

    private boolean isBefore(Optional<Instant> end) {
        return end.map(clock.instant()::isBefore).orElse(true);
    }

    /** A date of birth that is not whole, or not there, makes nobody a child. */
    private boolean isChild(String patientId) {
        String born = current(new ResourceId("Patient", patientId))
                .map(patient -> patient.path("birthDate").asString(""))
                .orElse("");
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        return born.matches("\\d{4}-\\d{2}-\\d{2}")
                && LocalDate.parse(born).plusYears(OF_AGE).isAfter(today);
    }

    private boolean isRelated(String relatedPersonId, String patientId) {
        return current(new ResourceId("RelatedPerson", relatedPersonId))
                .filter(person -> person.path("active").asBoolean(true))
                .filter(person ->
                        person.path("patient").path("reference").asString("").equals("Patient/" + patientId))
                .filter(person ->
                        isBefore(Optional.of(person.path("period").path("end").asString(""))
                                .filter(end -> !end.isEmpty())
                                .map(end -> ProvisionReader.instant("RelatedPerson.period.end", end))))
                .isPresent();
    }

    private Optional<JsonNode> current(ResourceId id) {
        return records.current(id, new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .map(version -> JSON.readTree(version.json()));
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("patient_id"),
                until(row),
                row.getBoolean("suspended"),
                row.getBoolean("of_minor"),
                row.getBoolean("waiting"));
    }

    private static Optional<Instant> until(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getTimestamp("until")).map(Timestamp::toInstant);
    }
}
