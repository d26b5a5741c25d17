package org.consentry.gateway.access;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.statement.Part;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Grants in PostgreSQL; each question is one statement on an index. No {@code @Repository}: JdbcClient translates by itself. */
@Component
class JdbcGrants implements Grants {
    private static final String COLUMNS =
            "consent_id, patient_id, reader, actors, account, purposes, types, actions, source, data_from, data_to, "
                    + "withheld, slices, starts, ends";

    /** A missing sign of life ends what the patient granted; one that is overdue already does not end what follows it. */
    private static final String END = "LEAST(CAST(:ends AS timestamptz), (SELECT due FROM sign_of_life "
            + "WHERE patient_id = :patient AND lapse AND due > :starts))";

    private static final String IN_FORCE = " AND revoked IS NULL AND starts <= :at AND ends > :at";

    private static final String OF_CONSENT =
            "SELECT 1 FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]::timestamptz[]) AS asked(patient, consent, "
                    + "reader, at) JOIN consent_grant g ON g.patient_id = asked.patient AND g.consent_id = asked.consent "
                    + "AND g.reader = asked.reader AND g.revoked IS NULL AND g.starts <= asked.at AND g.ends > asked.at";

    /** As the organization or in person; or by belonging to something at this moment. */
    private static final String AS_ITSELF = "reader = :reader AND (actors IS NULL OR :person = ANY(actors))";

    private static final String BY_BELONGING =
            "actors && (SELECT COALESCE(array_agg(m.group_key), '{}') FROM membership m WHERE m.member = ANY(:me) "
                    + "AND m.active AND (m.starts IS NULL OR m.starts <= :at) AND (m.ends IS NULL OR m.ends > :at))";

    /** By now or by what it was: whoever once belonged is told why it may not, not that there is nobody. */
    private static final String EVER_BY_BELONGING =
            "actors && (SELECT COALESCE(array_agg(m.group_key), '{}') FROM membership m WHERE m.member = ANY(:me))";

    private static final String OF_READER = "patient_id = :patient AND (reader = :reader OR " + EVER_BY_BELONGING + ")";

    private static final String STANDING = "SELECT " + COLUMNS
            + ", consent_id || ' ' || CAST(xmin AS text) AS row, revoked IS NULL AND starts <= :at AND ends > :at "
            + "AND (" + AS_ITSELF + " OR " + BY_BELONGING + ") AS stands FROM consent_grant "
            + "WHERE " + OF_READER + " ORDER BY stands DESC LIMIT :limit";

    /** The same rows in the same versions: xmin is the transaction that wrote a version, so any change makes another. */
    private static final String SAME = "COALESCE((SELECT array_agg(consent_id || ' ' || CAST(xmin AS text) "
            + "ORDER BY consent_id COLLATE \"C\") FROM consent_grant WHERE patient_id = :patient" + IN_FORCE + " AND ("
            + AS_ITSELF + " OR " + BY_BELONGING + ")) = :rows, FALSE)";

    private static final String NEVER = "NOT EXISTS (SELECT 1 FROM consent_grant WHERE " + OF_READER + ")";

    /** Asked with nearly every request: names are looked for once. */
    private record Positional(String sql, List<String> names) {
        private static final Pattern NAME = Pattern.compile(":([a-z]+)");

        static Positional of(String named) {
            return new Positional(
                    NAME.matcher(named).replaceAll("?"),
                    NAME.matcher(named).results().map(match -> match.group(1)).toList());
        }

        /** Where an instant is bound as text. */
        static Positional asText(String named) {
            return of(named.replace(":at", "CAST(:at AS timestamptz)"));
        }

        List<Object> values(Map<String, Object> values) {
            return names.stream().map(values::get).toList();
        }
    }

    private static final Positional STANDING_BY_POSITION = Positional.of(STANDING);
    private static final Positional SAME_BY_POSITION = Positional.asText(SAME);
    private static final Positional NEVER_BY_POSITION = Positional.asText(NEVER);

    private final JdbcClient jdbc;

    JdbcGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(Grant grant) {
        jdbc.sql("INSERT INTO consent_grant (" + COLUMNS
                        + ", granted_until) VALUES (:consent, :patient, :reader, :actors, "
                        + ":account, "
                        + ":purposes, :types, :actions, :source, :from, :to, '{}', CAST(:slices AS jsonb), :starts, "
                        + END + ", :ends) "
                        + "ON CONFLICT (patient_id, consent_id) DO NOTHING")
                .param("consent", grant.consentId())
                .param("patient", grant.patientId())
                .param("reader", grant.reader().value())
                .param("actors", grant.actors().isEmpty() ? null : texts(grant.actors()), Types.ARRAY)
                .param("account", grant.account())
                .param("purposes", texts(grant.purposes()))
                .param("types", texts(grant.permitted().types()))
                .param(
                        "actions",
                        grant.actions().stream().map(GrantedAction::code).toArray(String[]::new))
                .param(
                        "source",
                        grant.permitted().source().map(OrganizationId::value).orElse(null))
                .param("from", grant.permitted().from().map(Date::valueOf).orElse(null))
                .param("to", grant.permitted().to().map(Date::valueOf).orElse(null))
                .param("slices", SliceJson.write(grant.permitted(), grant.except()))
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
    public Part inForce(String patientId, String consentId, OrganizationId reader, Instant at) {
        return new Part(
                OF_CONSENT, List.of(text(patientId), text(consentId), text(reader.value()), text(at.toString())));
    }

    private static Part.Column text(String value) {
        return Part.Column.texts(new String[] {value});
    }

    @Override
    public List<Grant> inForce(Reader reader, Optional<String> patientId, Instant at, int limit) {
        String patient = patientId.isPresent() ? " AND patient_id = :patient" : "";
        JdbcClient.StatementSpec statement = jdbc.sql(asReader(patient + IN_FORCE) + " LIMIT :limit")
                .param("reader", reader.organization().value())
                .param("person", person(reader))
                .param("me", texts(reader.references()))
                .param("at", Timestamp.from(at))
                .param("limit", limit);
        patientId.ifPresent(id -> statement.param("patient", id));
        return statement.query((row, index) -> read(row)).list().stream()
                .distinct()
                .toList();
    }

    @Override
    public List<Grant> held(Reader reader, Set<String> patientIds, Instant at) {
        return jdbc
                .sql(asReader(" AND patient_id = ANY(:patients)" + IN_FORCE))
                .param("reader", reader.organization().value())
                .param("person", person(reader))
                .param("me", texts(reader.references()))
                .param("patients", texts(patientIds))
                .param("at", Timestamp.from(at))
                .query((row, index) -> read(row))
                .list()
                .stream()
                .distinct()
                .toList();
    }

    private static String asReader(String condition) {
        return "SELECT " + COLUMNS + " FROM consent_grant WHERE " + AS_ITSELF + condition + " UNION ALL SELECT "
                + COLUMNS + " FROM consent_grant WHERE " + BY_BELONGING + condition;
    }

    private static String person(Reader reader) {
        return reader.practitioner().map(id -> "Practitioner/" + id).orElse("");
    }

    @Override
    public List<Grant> expire(Instant at, int limit) {
        return jdbc.sql("UPDATE consent_grant SET expired = :at WHERE (patient_id, consent_id) IN (SELECT patient_id, "
                        + "consent_id FROM consent_grant WHERE revoked IS NULL AND expired IS NULL AND ends <= :at "
                        + "ORDER BY ends LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS)
                .param("at", Timestamp.from(at))
                .param("limit", limit)
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
    public Standing standing(Reader reader, String patientId, Instant at, int limit) {
        Map<String, Object> values = Map.of(
                "reader", reader.organization().value(),
                "person", person(reader),
                "me", texts(reader.references()),
                "patient", patientId,
                "at", Timestamp.from(at),
                "limit", limit);
        List<Optional<Named>> found = jdbc.sql(STANDING_BY_POSITION.sql())
                .params(STANDING_BY_POSITION.values(values))
                .query((row, index) -> row.getBoolean("stands")
                        ? Optional.of(new Named(read(row), row.getString("row")))
                        : Optional.<Named>empty())
                .list();
        List<Named> standing = found.stream().flatMap(Optional::stream).toList();
        return new Standing(
                standing.stream().map(Named::grant).toList(),
                !found.isEmpty(),
                standing.stream().map(Named::row).sorted().toList());
    }

    private record Named(Grant grant, String row) {}

    @Override
    public Supposition unchanged(Reader reader, String patientId, Instant at, Standing standing) {
        Positional question = standing.ever() ? SAME_BY_POSITION : NEVER_BY_POSITION;
        return new Supposition(
                question.sql(),
                question.values(Map.of(
                        "reader",
                        reader.organization().value(),
                        "person",
                        person(reader),
                        "me",
                        List.copyOf(reader.references()),
                        "patient",
                        patientId,
                        "at",
                        at,
                        "rows",
                        standing.rows())));
    }

    private static Grant read(ResultSet row) throws SQLException {
        SliceJson.Slices slices = slices(row);
        Array actors = row.getArray("actors");
        return new Grant(
                row.getString("consent_id"),
                row.getString("patient_id"),
                new OrganizationId(row.getString("reader")),
                actors == null ? Set.of() : set(actors),
                row.getString("account"),
                set(row.getArray("purposes")),
                set(row.getArray("actions")).stream()
                        .flatMap(code -> GrantedAction.ofCode(code).stream())
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(GrantedAction.class))),
                slices.permitted(),
                slices.except(),
                row.getTimestamp("starts").toInstant(),
                row.getTimestamp("ends").toInstant());
    }

    /** Rows of before there were slices say it in columns. */
    private static SliceJson.Slices slices(ResultSet row) throws SQLException {
        String slices = row.getString("slices");
        if (slices != null) {
            return SliceJson.read(slices);
        }
        Slice permitted = new Slice(
                set(row.getArray("types")),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.ofNullable(row.getString("source")).map(OrganizationId::new),
                day(row.getDate("data_from")),
                day(row.getDate("data_to")));
        return new SliceJson.Slices(permitted, Window.withheld(set(row.getArray("withheld"))));
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
