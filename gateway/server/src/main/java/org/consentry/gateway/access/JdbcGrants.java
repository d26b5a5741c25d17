package org.consentry.gateway.access;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.identity.OrganizationId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Grants in PostgreSQL; each question is one statement on an index. */
@Repository
class JdbcGrants implements Grants {
    private static final String COLUMNS =
            "consent_id, patient_id, reader, account, purposes, types, actions, source, data_from, data_to, "
                    + "withheld, starts, ends";
    private static final String IN_FORCE = " AND revoked IS NULL AND starts <= :at AND ends > :at";

    private final JdbcClient jdbc;

    JdbcGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(Grant grant) {
        jdbc.sql("INSERT INTO consent_grant (" + COLUMNS + ") VALUES (:consent, :patient, :reader, :account, "
                        + ":purposes, :types, :actions, :source, :from, :to, :withheld, :starts, :ends) "
                        + "ON CONFLICT (patient_id, consent_id) DO NOTHING")
                .param("consent", grant.consentId())
                .param("patient", grant.patientId())
                .param("reader", grant.reader().value())
                .param("account", grant.account())
                .param("purposes", texts(grant.purposes()))
                .param("types", texts(grant.types()))
                .param(
                        "actions",
                        grant.actions().stream().map(GrantedAction::code).toArray(String[]::new))
                .param("source", grant.source().map(OrganizationId::value).orElse(null))
                .param("from", grant.from().map(Date::valueOf).orElse(null))
                .param("to", grant.to().map(Date::valueOf).orElse(null))
                .param("withheld", texts(grant.withheld()))
                .param("starts", Timestamp.from(grant.starts()))
                .param("ends", Timestamp.from(grant.ends()))
                .update();
    }

    @Override
    public Optional<Grant> revoke(String patientId, String consentId, Instant at) {
        return jdbc.sql("UPDATE consent_grant SET revoked = :at WHERE patient_id = :patient AND consent_id = :consent "
                        + "AND revoked IS NULL RETURNING " + COLUMNS)
                .param("at", Timestamp.from(at))
                .param("patient", patientId)
                .param("consent", consentId)
                .query((row, index) -> read(row))
                .optional();
    }

    @Override
    public List<Grant> ofAccount(String account, OrganizationId reader) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM consent_grant WHERE account = :account AND reader = :reader "
                        + "AND revoked IS NULL")
                .param("account", account)
                .param("reader", reader.value())
                .query((row, index) -> read(row))
                .list();
    }

    @Override
    public List<Grant> ofAccount(String account) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM consent_grant WHERE account = :account AND revoked IS NULL")
                .param("account", account)
                .query((row, index) -> read(row))
                .list();
    }

    @Override
    public Optional<Grant> ofConsent(String patientId, String consentId, Instant at) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM consent_grant WHERE patient_id = :patient "
                        + "AND consent_id = :consent" + IN_FORCE)
                .param("patient", patientId)
                .param("consent", consentId)
                .param("at", Timestamp.from(at))
                .query((row, index) -> read(row))
                .optional();
    }

    @Override
    public List<Grant> inForce(OrganizationId reader, Optional<String> patientId, Instant at, int limit) {
        String patient = patientId.isPresent() ? " AND patient_id = :patient" : "";
        JdbcClient.StatementSpec statement = jdbc.sql("SELECT " + COLUMNS + " FROM consent_grant WHERE reader = :reader"
                        + patient + IN_FORCE + " LIMIT :limit")
                .param("reader", reader.value())
                .param("at", Timestamp.from(at))
                .param("limit", limit);
        patientId.ifPresent(id -> statement.param("patient", id));
        return statement.query((row, index) -> read(row)).list();
    }

    @Override
    public List<Grant> held(OrganizationId reader, Set<String> patientIds, Instant at) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM consent_grant WHERE reader = :reader AND patient_id = ANY(:patients)" + IN_FORCE)
                .param("reader", reader.value())
                .param("patients", texts(patientIds))
                .param("at", Timestamp.from(at))
                .query((row, index) -> read(row))
                .list();
    }

    @Override
    public List<Grant> ofPatient(String patientId, Instant at) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM consent_grant WHERE patient_id = :patient" + IN_FORCE)
                .param("patient", patientId)
                .param("at", Timestamp.from(at))
                .query((row, index) -> read(row))
                .list();
    }

    @Override
    public boolean everHeld(OrganizationId reader, String patientId) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM consent_grant WHERE reader = :reader AND patient_id = :patient)")
                .param("reader", reader.value())
                .param("patient", patientId)
                .query(Boolean.class)
                .single();
    }

    private static Grant read(ResultSet row) throws SQLException {
        return new Grant(
                row.getString("consent_id"),
                row.getString("patient_id"),
                new OrganizationId(row.getString("reader")),
                row.getString("account"),
                set(row.getArray("purposes")),
                set(row.getArray("types")),
                set(row.getArray("actions")).stream()
                        .flatMap(code -> GrantedAction.ofCode(code).stream())
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(GrantedAction.class))),
                Optional.ofNullable(row.getString("source")).map(OrganizationId::new),
                day(row.getDate("data_from")),
                day(row.getDate("data_to")),
                set(row.getArray("withheld")),
                row.getTimestamp("starts").toInstant(),
                row.getTimestamp("ends").toInstant());
    }

    private static Optional<java.time.LocalDate> day(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toLocalDate);
    }

    private static Set<String> set(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }

    private static String[] texts(Set<String> values) {
        return values.toArray(String[]::new);
    }
}
