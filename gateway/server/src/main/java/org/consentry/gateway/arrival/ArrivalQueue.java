package org.consentry.gateway.arrival;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.consentry.gateway.NodeBell;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.statement.Part;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What has come and has yet to be told, for patients with a grant in force; of the others nothing is noted. Methods join
 * the caller's transaction.
 */
@Component
class ArrivalQueue {
    private static final String PUT = """
            insert into record_arrival (patient_id, source, resources, at)
            select n.* from unnest(?, ?, ?, ?::text[]::timestamptz[]) n (patient, source, refs, at)
            where exists (select from consent_grant g where g.patient_id = n.patient
                and g.revoked is null and g.ends > n.at and g.reader <> n.source)""";

    private final JdbcClient jdbc;
    private final NodeBell bell = new NodeBell();

    ArrivalQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What one submission brought for one patient.
     *
     * @param resources references, in the order in which they were submitted
     */
    record Arrival(long id, String patientId, OrganizationId source, List<String> resources, Instant at) {}

    /** The same before it has an id. */
    record Note(String patientId, OrganizationId source, List<String> resources, Instant at) {}

    /** Notes with the submissions what somebody may be told of. */
    void put(List<Note> notes, Alongside submissions) {
        List<Part.Column> columns = List.of(
                texts(notes, Note::patientId),
                texts(notes, note -> note.source().value()),
                texts(notes, note -> String.join(" ", note.resources())),
                texts(notes, note -> note.at().toString()));
        submissions.insert(new Part(PUT, columns), bell::ringAfterCommit);
    }

    private static Part.Column texts(List<Note> notes, Function<Note, String> column) {
        return Part.Column.texts(notes.stream().map(column).toArray(String[]::new));
    }

    /** The oldest that nobody else is telling; it is gone when the caller's transaction commits. */
    List<Arrival> take(int most) {
        return jdbc.sql("""
                        delete from record_arrival where id in (select id from record_arrival
                            order by id limit :most for update skip locked)
                        returning id, patient_id, source, resources, at""")
                .param("most", most)
                .query((row, number) -> new Arrival(
                        row.getLong(1),
                        row.getString(2),
                        new OrganizationId(row.getString(3)),
                        Arrays.asList(row.getString(4).split(" ")),
                        row.getTimestamp(5).toInstant()))
                .list();
    }

    /** Waits until something was noted here, or for so long. */
    void await(long millis) throws InterruptedException {
        bell.await(millis);
    }
}
