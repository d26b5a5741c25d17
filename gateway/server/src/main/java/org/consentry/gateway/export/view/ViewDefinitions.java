package org.consentry.gateway.export.view;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The SQL-on-FHIR views that analysts and members keep here, each its own. A view that is kept compiles. */
@Repository
public class ViewDefinitions {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 200;
    private static final int LARGEST = 200_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    ViewDefinitions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A view as it is kept.
     *
     * @param version 1 for the first
     * @param json with its id and meta
     */
    public record Kept(String id, int version, Instant updated, String json) {
        /** An element that is a text; "" where there is none. */
        public String text(String element) {
            return JSON.readTree(json).path(element).asString("");
        }
    }

    /** The caller's views by id. */
    public List<Kept> all(Caller caller) {
        return jdbc.sql("SELECT id, version, updated, json FROM view_definition WHERE client_id = :client ORDER BY id")
                .param("client", client(caller))
                .query((row, index) -> new Kept(
                        row.getString("id"),
                        row.getInt("version"),
                        row.getTimestamp("updated").toInstant(),
                        row.getString("json")))
                .list();
    }

    /** The caller's view of this id. */
    public Optional<Kept> find(Caller caller, String id) {
        return all(caller).stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /**
     * Keeps a view under an id, instead of the one that is there.
     *
     * @throws Problem UNPROCESSABLE naming the place in a view that does not compile; TOO_MANY beyond what a client may
     *     keep
     */
    @Transactional
    public Kept keep(Caller caller, String id, byte[] json) {
        ObjectNode view = parsed(json);
        Optional<Kept> former = find(caller, id);
        if (former.isEmpty() && all(caller).size() >= MOST) {
            throw Problem.of(ProblemKind.TOO_MANY, "At most " + MOST + " views of a client are kept");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int version = former.map(Kept::version).orElse(0) + 1;
        view.put("id", id);
        view.withObject("/meta").put("versionId", Integer.toString(version)).put("lastUpdated", now.toString());
        String text = view.toString();
        ViewRuns.compiled(text);
        jdbc.sql("INSERT INTO view_definition (client_id, id, version, updated, json) VALUES (:client, :id, :version, "
                        + ":updated, :json) ON CONFLICT (client_id, id) DO UPDATE SET version = excluded.version, "
                        + "updated = excluded.updated, json = excluded.json")
                .param("client", client(caller))
                .param("id", id)
                .param("version", version)
                .param("updated", Timestamp.from(now))
                .param("json", text)
                .update();
        return new Kept(id, version, now, text);
    }

    /** Removes the caller's view; what is not there is removed already. */
    public void remove(Caller caller, String id) {
        jdbc.sql("DELETE FROM view_definition WHERE client_id = :client AND id = :id")
                .param("client", client(caller))
                .param("id", id)
                .update();
    }

    private static ObjectNode parsed(byte[] json) {
        if (json.length > LARGEST) {
            throw Problem.at(ProblemKind.TOO_COSTLY, "ViewDefinition", "at most " + LARGEST + " bytes");
        }
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree instanceof ObjectNode view
                    && view.path("resourceType").asString("").equals("ViewDefinition")) {
                return view;
            }
        } catch (JacksonException e) {
            throw Problem.causedBy(ProblemKind.MALFORMED, "The body is not JSON", e);
        }
        throw Problem.at(ProblemKind.MALFORMED, "resourceType", "ViewDefinition, as the URL says");
    }

    private static String client(Caller caller) {
        if (caller instanceof Caller.Analyst || caller instanceof Caller.Member) {
            return caller.clientId();
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Views are kept for analysts and members");
    }
}
