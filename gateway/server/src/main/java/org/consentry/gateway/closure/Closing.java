package org.consentry.gateway.closure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.statement.Part;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses changes of closed records, and remembers which are closed. Within the submission that closes a record
 * everything is still stored: closing comes last.
 *
 * <p>Closing is a change of what was open. What comes in as it ended elsewhere, a patient of an archive or an episode of
 * years ago, is not closed by its first version: the rest of its record may come after it.
 *
 * <p>A Patient that was merged into another is not active either, but says so by a link; what still comes for it is
 * intake's to sort out, so it is not closed.
 */
@Component
@Order(-100)
public class Closing implements WriteParticipant {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> CLOSABLE = Set.of("Patient", "EpisodeOfCare");

    private static final String CLOSED = "SELECT reference FROM closed_record WHERE reference = ANY(?) LIMIT 1";

    private static final String CLOSE =
            "INSERT INTO closed_record (reference) SELECT * FROM unnest(?) ON CONFLICT DO NOTHING";

    private final JdbcClient jdbc;

    /** Over the database of the records. */
    public Closing(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        List<StoredVersion> versions =
                batches.stream().flatMap(batch -> batch.versions().stream()).toList();
        Set<String> concerned = new HashSet<>();
        for (StoredVersion version : versions) {
            version.patientId().ifPresent(id -> concerned.add("Patient/" + id));
            if (CLOSABLE.contains(version.id().type())) {
                concerned.add(version.id().reference());
            }
        }
        if (!concerned.isEmpty()) {
            String[] references = concerned.toArray(String[]::new);
            alongside.ask(new Part(CLOSED, List.of(Part.Column.texts(references))), () -> refuse(references));
        }
        batches.forEach(Closing::requireContributor);
        // With the question: what is closed by these very changes was not closed before them.
        String[] closing = batches.stream()
                .flatMap(batch -> batch.versions().stream().filter(version -> closes(batch, version)))
                .map(version -> version.id().reference())
                .distinct()
                .toArray(String[]::new);
        if (closing.length > 0) {
            alongside.insert(new Part(CLOSE, List.of(Part.Column.texts(closing))));
        }
    }

    private void refuse(String[] concerned) {
        jdbc.sql(CLOSED).param(concerned).query(String.class).optional().ifPresent(closed -> {
            String type = closed.substring(0, closed.indexOf('/'));
            throw Problem.at(
                    ProblemKind.CONFLICT,
                    type.equals("Patient") ? "Patient.active" : "EpisodeOfCare.status",
                    "this record is closed and takes no further change");
        });
    }

    /** To correct what another contributed is not to close it: the contributor could not write there any more. */
    private static void requireContributor(WriteBatch batch) {
        for (StoredVersion version : batch.versions()) {
            boolean others = !version.source().equals(batch.author().source());
            if (others && closes(batch, version)) {
                throw Problem.of(ProblemKind.FORBIDDEN, "Whoever contributed it closes it");
            }
        }
    }

    private static boolean closes(WriteBatch batch, StoredVersion version) {
        String type = version.id().type();
        return CLOSABLE.contains(type)
                && version.json().length > 0
                && isOver(type, version.json())
                && batch.replaced()
                        .by(version)
                        .filter(before -> !isOver(type, before))
                        .isPresent();
    }

    private static boolean isOver(String type, byte[] json) {
        JsonNode resource = JSON.readTree(json);
        return type.equals("Patient")
                ? !resource.path("active").asBoolean(true) && !isMerged(resource)
                : resource.path("status").asString("").equals("finished");
    }

    private static boolean isMerged(JsonNode patient) {
        for (JsonNode link : patient.path("link")) {
            if (link.path("type").asString("").equals("replaced-by")) {
                return true;
            }
        }
        return false;
    }
}
