package org.consentry.gateway.export.job;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.selection.ExportRules;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/*
 * A cluster's job reads the database and not the gateway, so the gateway cannot see what it does. What it can do is to be
 * asked first: a run is opened here, and in the same transaction it is on the ledger and in the audit trail. The database's
 * functions (V830) give nothing without an open run, and whose records and of which types is the run's, not the job's, to
 * say. The disclosure is on record before its first byte, whatever the job does afterwards.
 *
 * The job's last word, how much it found clean, is put on record here when it was said, by whichever node looks first. A job
 * that is not heard of again leaves an open run, which expires and is put on record as failed.
 */
/** Runs of a cluster over the store. A run is its client's alone. */
@Component
public class ClusterRuns {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> POLICIES = Set.of("safe-harbor", "research-shifted", "limited-dataset");

    private final JdbcClient jdbc;
    private final ExportRules rules;
    private final ExportSettings settings;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ClusterRuns(
            JdbcClient jdbc,
            ExportRules rules,
            ExportSettings settings,
            Ledgering ledger,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.settings = settings;
        this.ledger = ledger;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Opens a run.
     *
     * @return its id
     * @throws Problem FORBIDDEN to all but analysts, and for what the scopes or the policies do not cover; NOT_SUPPORTED for
     *     what only the gateway's own exports can do
     */
    public String open(Caller caller, KickOff kickOff) {
        requireAnalyst(caller);
        String policy = rules.policy(kickOff.policy());
        if (!POLICIES.contains(policy)) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_deidentify", "a cluster keeps no free text");
        }
        requireWhole(kickOff);
        ExportRequest asked = rules.allowed(caller, kickOff, policy, new Visibility.Everything());
        if (unfinished(caller.clientId()) >= settings.mostJobs()) {
            throw Problem.of(ProblemKind.TOO_MANY, "At most " + settings.mostJobs() + " runs of a client are open");
        }
        String id = UUID.randomUUID().toString();
        transaction.executeWithoutResult(status -> open(caller, kickOff.requestUrl(), id, policy, asked.types()));
        return id;
    }

    private void open(Caller caller, String requestUrl, String id, String policy, Set<String> types) {
        Instant now = clock.instant();
        ObjectNode opening = JSON.createObjectNode()
                .put("transactionTime", now.toString())
                .put("request", requestUrl)
                .put("cluster", "opened")
                .put("policy", policy);
        types.stream().sorted().forEach(opening.putArray("types")::add);
        String content = opening.toString();
        jdbc.sql("INSERT INTO cluster_run (run_id, client_id, policy, types, numbers, state, opening, opened, expires) "
                        + "VALUES (:id, :client, :policy, :types, :numbers, 'open', :opening, :opened, :expires)")
                .param("id", id)
                .param("client", caller.clientId())
                .param("policy", policy)
                .param("types", types.stream().sorted().toArray(String[]::new))
                .param(
                        "numbers",
                        types.stream()
                                .map(type -> (short) Definitions.r4().number(type))
                                .toArray(Short[]::new))
                .param("opening", content)
                .param("opened", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(settings.keep())))
                .update();
        ledger.append(EntryKind.EXPORT, Optional.empty(), content.getBytes(StandardCharsets.UTF_8));
        put(caller);
    }

    private static void requireWhole(KickOff kickOff) {
        ExportRequest asked = kickOff.asked();
        refuse(kickOff.group().isPresent(), "Group");
        refuse(!asked.filters().isEmpty(), "_typeFilter");
        refuse(!asked.patients().isEmpty(), "patient");
        refuse(asked.since().isPresent(), "_since");
        refuse(asked.until().isPresent(), "_until");
        refuse(!asked.associated().isEmpty(), "includeAssociatedData");
        refuse(!asked.shape().elements().isEmpty(), "_elements");
        refuse(asked.shape().format() != ExportFormat.NDJSON, "_outputFormat");
    }

    private static void refuse(boolean isAsked, String name) {
        if (isAsked) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, name, "a cluster's run is narrowed by _type alone");
        }
    }

    private int unfinished(String clientId) {
        return jdbc.sql("SELECT count(*) FROM cluster_run WHERE client_id = :client AND state = 'open' "
                        + "AND expires > now()")
                .param("client", clientId)
                .query(Integer.class)
                .single();
    }

    /** The caller's run. @throws Problem NOT_FOUND for none, FORBIDDEN for another client's */
    public ClusterRun run(Caller caller, String id) {
        requireAnalyst(caller);
        ClusterRun run = jdbc.sql("SELECT run_id, client_id, policy, types, state, counts, expires FROM cluster_run "
                        + "WHERE run_id = :id")
                .param("id", id)
                .query((row, index) -> new ClusterRun(
                        row.getString("run_id"),
                        row.getString("client_id"),
                        row.getString("policy"),
                        Set.of((String[]) row.getArray("types").getArray()),
                        ClusterRun.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        row.getString("counts"),
                        row.getTimestamp("expires").toInstant()))
                .optional()
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such run"));
        if (!run.clientId().equals(caller.clientId())) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This run is another client's");
        }
        return run;
    }

    /**
     * Takes the right to read back. A job that reads already goes on under its snapshot, and is refused before it releases
     * anything.
     */
    public void withdraw(Caller caller, String id) {
        jdbc.sql("UPDATE cluster_run SET state = 'failed' WHERE run_id = :id AND state = 'open'")
                .param("id", run(caller, id).id())
                .update();
    }

    /** Puts on record what has ended. */
    @Scheduled(fixedDelayString = "PT2S")
    void look() {
        transaction.executeWithoutResult(status -> ended().forEach(this::record));
    }

    private record Ended(String id, String clientId, String policy, String state, String counts) {}

    private List<Ended> ended() {
        jdbc.sql("UPDATE cluster_run SET state = 'failed' WHERE ending IS NULL AND state = 'open' AND expires < now()")
                .update();
        return jdbc.sql("SELECT run_id, client_id, policy, state, counts FROM cluster_run "
                        + "WHERE ending IS NULL AND state <> 'open' ORDER BY opened LIMIT 20 FOR UPDATE SKIP LOCKED")
                .query((row, index) -> new Ended(
                        row.getString("run_id"),
                        row.getString("client_id"),
                        row.getString("policy"),
                        row.getString("state"),
                        row.getString("counts")))
                .list();
    }

    private void record(Ended run) {
        ObjectNode ending = JSON.createObjectNode()
                .put("transactionTime", clock.instant().toString())
                .put("cluster", run.state())
                .put("policy", run.policy());
        ending.set("counts", JSON.readTree(run.counts()));
        String content = ending.toString();
        jdbc.sql("UPDATE cluster_run SET ending = :ending WHERE run_id = :id")
                .param("ending", content)
                .param("id", run.id())
                .update();
        ledger.append(EntryKind.EXPORT, Optional.empty(), content.getBytes(StandardCharsets.UTF_8));
        if (run.state().equals(ClusterRun.State.RELEASED.code())) {
            put(new Caller.Analyst(run.clientId(), Scopes.parse("")));
        }
    }

    private void put(Caller caller) {
        audit.put(new AuditFact(
                caller,
                "export",
                AuditFact.Outcome.DONE,
                Optional.empty(),
                Optional.empty(),
                Set.of("HRESCH"),
                List.of()));
    }

    private static void requireAnalyst(Caller caller) {
        if (!(caller instanceof Caller.Analyst)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Runs of a cluster are for analysts");
        }
    }
}
