package org.consentry.gateway.export.job;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
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
import org.consentry.gateway.record.Records;
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
 * functions (V830, V860) give nothing without an open run, and whose records and which of them is the run's, not the job's,
 * to say: what a search found and who was in a Group is put down when it is opened, who agrees is asked stretch by stretch. The disclosure is on record before its first byte, whatever the job does afterwards.
 *
 * The job's last word, how much it found clean, is put on record here when it was said, by whichever node looks first. A job
 * that is not heard of again leaves an open run, which expires and is put on record as failed.
 */
/** Runs of a cluster over the store. A run is its client's alone. */
@Component
public class ClusterRuns {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String GATEWAYS = "only the gateway's own exports can do that";
    private static final Set<String> POLICIES = Set.of("safe-harbor", "research-shifted", "limited-dataset");

    private final JdbcClient jdbc;
    private final ExportRules rules;
    private final ExportJobs jobs;
    private final Records records;
    private final ExportSettings settings;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ClusterRuns(
            JdbcClient jdbc,
            ExportRules rules,
            ExportJobs jobs,
            Records records,
            ExportSettings settings,
            Ledgering ledger,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.jobs = jobs;
        this.records = records;
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
        requireCarried(kickOff.asked());
        kickOff.asked().requirePast(clock.instant());
        ExportRequest asked = rules.allowed(caller, kickOff, policy, new Visibility.Everything());
        if (unfinished(caller.clientId()) >= settings.mostJobs()) {
            throw Problem.of(ProblemKind.TOO_MANY, "At most " + settings.mostJobs() + " runs of a client are open");
        }
        String id = UUID.randomUUID().toString();
        transaction.executeWithoutResult(status -> open(caller, kickOff.requestUrl(), id, policy, asked));
        return id;
    }

    private void open(Caller caller, String requestUrl, String id, String policy, ExportRequest asked) {
        Instant now = clock.instant();
        // What is being written now may bear an earlier time than this; a later _since must find it.
        Instant snapshot = now.minus(jobs.oldestWrite());
        ObjectNode opening = JSON.createObjectNode()
                .put("transactionTime", snapshot.toString())
                .put("request", requestUrl)
                .put("cluster", "opened")
                .put("policy", policy);
        asked.types().stream().sorted().forEach(opening.putArray("types")::add);
        String content = opening.toString();
        jdbc.sql(
                        "INSERT INTO cluster_run (run_id, client_id, policy, types, numbers, state, opening, opened, expires, "
                                + "snapshot, since, until, filtered, of_patients, names) VALUES (:id, :client, :policy, :types, "
                                + ":numbers, 'open', :opening, :opened, :expires, :snapshot, :since, :until, :filtered, :named, :names::jsonb)")
                .param("id", id)
                .param("client", caller.clientId())
                .param("policy", policy)
                .param("types", asked.types().stream().sorted().toArray(String[]::new))
                .param("numbers", numbers(asked.types()))
                .param("opening", content)
                .param("opened", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(settings.keep())))
                .param("snapshot", Timestamp.from(snapshot))
                .param("since", asked.since().map(Instant::toEpochMilli).orElse(null), Types.BIGINT)
                .param("until", asked.until().map(Instant::toEpochMilli).orElse(null), Types.BIGINT)
                .param("filtered", numbers(asked.filters().keySet()))
                .param("named", !asked.patients().isEmpty())
                .param("names", asked.since().isPresent() ? names() : "{}")
                .update();
        narrow(id, asked);
        ledger.append(EntryKind.EXPORT, Optional.empty(), content.getBytes(StandardCharsets.UTF_8));
        put(caller);
    }

    /** What needs the gateway to be found is found now; whether it may be given is asked again stretch by stretch. */
    private void narrow(String id, ExportRequest asked) {
        if (!asked.filters().isEmpty()) {
            records.mark(id, asked.filters());
        }
        if (!asked.patients().isEmpty()) {
            jdbc.sql("INSERT INTO cluster_run_patient SELECT :id, unnest(:patients::text[])")
                    .param("id", id)
                    .param("patients", asked.patients().toArray(String[]::new))
                    .update();
        }
    }

    /** For what was deleted since: of it the job has no resource that would say its type. */
    private static String names() {
        ObjectNode names = JSON.createObjectNode();
        Definitions.r4()
                .types()
                .forEach(type -> names.put(String.valueOf(Definitions.r4().number(type)), type));
        return names.toString();
    }

    private static Short[] numbers(Set<String> types) {
        return types.stream().map(type -> (short) Definitions.r4().number(type)).toArray(Short[]::new);
    }

    private static void requireCarried(ExportRequest asked) {
        refuse(!asked.patients().isEmpty(), "patient", "a cluster's run is narrowed to patients by a Group");
        refuse(!asked.associated().isEmpty(), "includeAssociatedData", GATEWAYS);
        refuse(!asked.shape().elements().isEmpty(), "_elements", GATEWAYS);
        refuse(asked.shape().format() != ExportFormat.NDJSON, "_outputFormat", "the job says in what it writes");
    }

    private static void refuse(boolean isAsked, String name, String why) {
        if (isAsked) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, name, why);
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
        ClusterRun run = jdbc.sql(
                        "SELECT run_id, client_id, policy, types, state, counts, expires, coalesce(snapshot, opened) "
                                + "AS snapshot FROM cluster_run "
                                + "WHERE run_id = :id")
                .param("id", id)
                .query((row, index) -> new ClusterRun(
                        row.getString("run_id"),
                        row.getString("client_id"),
                        row.getString("policy"),
                        Set.of((String[]) row.getArray("types").getArray()),
                        ClusterRun.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        row.getString("counts"),
                        row.getTimestamp("snapshot").toInstant(),
                        row.getTimestamp("expires").toInstant()))
                .optional()
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such run"));
        if (!run.clientId().equals(caller.clientId())) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This run is another client's");
        }
        return run;
    }

    /**
     * Takes the right to read back. A job that reads already is refused the next stretch, and its release.
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
        records.unmark(run.id());
        jdbc.sql("DELETE FROM cluster_run_patient WHERE run_id = :id")
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
