package org.consentry.gateway.record.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.journal.Journal;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Subjects;
import org.consentry.gateway.record.search.Conditions;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.node.ObjectNode;

/**
 * Submissions on PostgreSQL. Small ones that come at the same time share a transaction, see {@link GroupCommit}; within a
 * caller's transaction each is stored in that.
 */
public final class JdbcSubmissions implements Submissions, GroupCommit.Doing<Handed, JdbcSubmissions.Verdict> {
    /** A group's work is done by one thread, which waits for PostgreSQL half of its time. */
    private static final int PLACES = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** How long a group waits for somebody's lock, before each waits for itself. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '200ms'";

    private final JdbcTemplate jdbc;
    private final Attempts attempts;
    private final RowReader reader;
    private final Subjects subjects;
    private final Conditions conditions;
    private final Writes writes;
    private final Records records;
    private final Journal journal;
    private final int mostEntries;
    private final String ownBase;
    private final GroupCommit<Handed, Verdict> groups = new GroupCommit<>(this, PLACES);

    public JdbcSubmissions(
            JdbcTemplate jdbc,
            Attempts attempts,
            RowReader reader,
            Subjects subjects,
            Conditions conditions,
            Writes writes,
            Records records,
            Journal journal,
            int mostEntries,
            String ownBase) {
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.reader = reader;
        this.subjects = subjects;
        this.conditions = conditions;
        this.writes = writes;
        this.records = records;
        this.journal = journal;
        this.mostEntries = mostEntries;
        this.ownBase = ownBase;
    }

    /** What became of what was handed in. */
    sealed interface Verdict {
        /** Stored. */
        record Accepted(Submitted submitted) implements Verdict {}

        /** Refused; nothing of it is stored. */
        record Refused(Problem problem) implements Verdict {}
    }

    @Override
    public Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        byte[] json =
                switch (asked) {
                    case Asked.Create create -> create.json();
                    case Asked.Update update -> update.json();
                    case Asked.ConditionalUpdate update -> update.json();
                    case Asked.Patched patched -> patched.patch().source();
                    case Asked.ConditionalPatch patched -> patched.patch().source();
                    case Asked.Delete delete -> new byte[0];
                    case Asked.ConditionalDelete delete -> new byte[0];
                };
        return handIn(new Handed(
                        () -> List.of(AskedEntries.entry(asked)),
                        false,
                        Hashes.sha256().digest(json),
                        author,
                        new Terms(visibility, Unmatched.REFUSED, rule, alongside -> {})))
                .entries()
                .getFirst();
    }

    @Override
    public Submitted submit(byte[] bundle, byte[] rawSha256, Author author, Terms terms) {
        return handIn(new Handed(() -> entries(bundle), true, rawSha256, author, terms));
    }

    private List<BundleEntry> entries(byte[] bundle) {
        ObjectNode tree = Content.parse(bundle);
        if (!tree.path("resourceType").stringValue("").equals("Bundle")
                || !tree.path("type").stringValue("").equals("transaction")) {
            throw Problem.at(ProblemKind.MALFORMED, "Bundle.type", "a Bundle of type transaction is expected");
        }
        return Transaction.entries(tree, mostEntries, ownBase);
    }

    private Submitted handIn(Handed handed) {
        boolean own = !TransactionSynchronizationManager.isActualTransactionActive();
        return accepted(own && handed.isSmall() ? groups.commit(handed) : alone(handed));
    }

    private static Submitted accepted(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted.submitted();
            case Verdict.Refused refused -> throw refused.problem();
        };
    }

    @Override
    public Verdict alone(Handed handed) {
        // A refusal is thrown within the transaction, so that nothing of it is committed.
        return attempts.run(
                () -> new Verdict.Accepted(accepted(run(List.of(handed)).getFirst())));
    }

    @Override
    public List<Verdict> together(List<Handed> handed) {
        return attempts.once(() -> {
            if (handed.stream().anyMatch(Handed::namesIds)) {
                jdbc.execute(PATIENCE);
            }
            return run(handed);
        });
    }

    @Override
    public int weight(Handed handed) {
        return handed.size();
    }

    @Override
    public boolean collide(Handed one, Handed other) {
        return one.touchesWhat(other);
    }

    /** What is to be written of what was handed in, or why it is not. */
    private sealed interface Plan {
        record Sound(Handed handed, List<Transaction.Planned> planned, Writes.Submission submission) implements Plan {}

        record Refused(Problem problem) implements Plan {}
    }

    private List<Verdict> run(List<Handed> handed) {
        List<Plan> plans = handed.stream().map(this::plan).toList();
        Iterator<Writes.Attempted> attempted = writes.apply(plans.stream()
                        .filter(Plan.Sound.class::isInstance)
                        .map(plan -> ((Plan.Sound) plan).submission())
                        .toList())
                .iterator();
        List<Verdict> verdicts = new ArrayList<>(plans.size());
        for (Plan plan : plans) {
            verdicts.add(
                    switch (plan) {
                        case Plan.Refused refused -> new Verdict.Refused(refused.problem());
                        case Plan.Sound sound -> verdict(sound, attempted.next());
                    });
        }
        return verdicts;
    }

    private Verdict verdict(Plan.Sound plan, Writes.Attempted attempted) {
        return switch (attempted) {
            case Writes.Attempted.Refused refused -> new Verdict.Refused(refused.problem());
            case Writes.Attempted.Applied applied -> {
                Terms terms = plan.handed().terms;
                yield new Verdict.Accepted(new Submitted(
                        applied.bundleId(),
                        new Outcomes(records).of(plan.planned(), applied.changes(), terms.visibility())));
            }
        };
    }

    private Plan plan(Handed handed) {
        try {
            return planned(handed);
        } catch (Problem problem) {
            return new Plan.Refused(problem);
        }
    }

    private Plan planned(Handed handed) {
        List<BundleEntry> entries = handed.entries();
        entries.forEach(entry -> journal.beforeChanging(
                entry.type(), entry.id(), entry.condition().isPresent()));
        Patching patching = new Patching(reader, subjects, handed.terms.visibility());
        Transaction transaction = new Transaction(
                conditions, writes, patching, handed.terms.visibility(), handed.terms.unmatched(), ownBase);
        List<Transaction.Planned> planned = transaction.plan(entries);
        List<Write> asked = planned.stream().flatMap(p -> p.write().stream()).toList();
        Map<ResourceId, ObjectNode> contents = new HashMap<>();
        for (Transaction.Planned plan : planned) {
            ObjectNode content = plan.entry().resource();
            if (content != null && plan.id().isPresent() && plan.write().isPresent()) {
                contents.put(plan.id().get(), content);
            }
        }
        List<String> places = planned.stream()
                .filter(plan -> handed.bundled && plan.write().isPresent())
                .map(plan -> plan.entry().place())
                .toList();
        Writes.Known known = new Writes.Known(contents, transaction.fresh(), places);
        return new Plan.Sound(
                handed,
                planned,
                new Writes.Submission(
                        asked, known, handed.author, handed.rawSha256, handed.terms.rule(), handed.terms.alongside()));
    }
}
