package org.consentry.gateway.record.write;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.journal.PaperRows;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowIds;
import org.consentry.gateway.record.row.RowWriter;
import org.consentry.gateway.record.row.Subjects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stores submissions inside the caller's database transaction.
 *
 * <p>Rows that exist are locked in the order of their keys, so that two batches over the same resources wait for each
 * other and never deadlock. Everything they need is asked for all their resources at once: the number of SQL
 * statements grows neither with a batch nor, but for what rules ask, with the number of batches.
 */
public final class Writes {
    private static final String LOCK = "SELECT " + Row.COLUMNS + ", r.self FROM directory d "
            + "JOIN resource r ON r.subject = d.subject AND r.rid = d.rid "
            + "WHERE d.self = ANY(?) ORDER BY r.subject, r.rid FOR UPDATE OF r";

    private static final int PARALLEL_FROM = 64;

    private final JdbcTemplate jdbc;
    private final Subjects subjects;
    private final Extraction extraction;
    private final Settlement settlement;
    private final RowIds ids;
    private final Clock clock;
    private final String ownBase;
    private final Supplier<List<WriteParticipant>> participants;
    private final PaperRows papers;

    public Writes(
            JdbcTemplate jdbc,
            Subjects subjects,
            RowIds ids,
            Clock clock,
            Extraction extraction,
            String ownBase,
            Supplier<List<WriteParticipant>> participants) {
        this.jdbc = jdbc;
        this.subjects = subjects;
        this.extraction = extraction;
        this.settlement = new Settlement(extraction);
        this.ids = ids;
        this.papers = new PaperRows(ids);
        this.clock = clock;
        this.ownBase = ownBase;
        this.participants = participants;
    }

    /**
     * What one client hands in at once.
     *
     * @param rawSha256 of what it was handed in as
     * @param rule called with every change before any is stored; what it throws refuses this submission
     * @param alongside adds what is stored with it
     */
    public record Submission(
            List<Write> writes,
            Known known,
            Author author,
            byte[] rawSha256,
            Consumer<List<WriteIntent>> rule,
            Consumer<Alongside> alongside) {
        /** What the gateway itself writes: nobody judges it, and nothing goes with it. */
        public static Submission ofItself(List<Write> writes, Author author, byte[] rawSha256) {
            return new Submission(writes, Known.NOTHING, author, rawSha256, intents -> {}, alongside -> {});
        }
    }

    /** What came of a submission. */
    public sealed interface Attempted {
        /** Stored, when the transaction commits. */
        record Applied(String bundleId, List<Change> changes) implements Attempted {}

        /** Refused, and nothing of it stored. */
        record Refused(Problem problem) implements Attempted {}
    }

    /** A logical id for a create whose id must be known before it is stored. */
    String newId() {
        return ids.logicalId(ids.next());
    }

    /**
     * What is known of writes before they are stored.
     *
     * @param contents content of what is put, so that it is not parsed again
     * @param fresh ids that were made for these writes, so that nothing can be there to be locked
     * @param places what each write is called when it is refused; empty for writes that need no name
     */
    public record Known(Map<ResourceId, ObjectNode> contents, Set<ResourceId> fresh, List<String> places) {
        public static final Known NOTHING = new Known(Map.of(), Set.of(), List.of());
    }

    /**
     * Stores submissions. One that is refused before anything is stored leaves the others as they are; anything that is
     * thrown undoes them all.
     */
    public List<Attempted> apply(List<Submission> submissions) {
        extraction.refresh();
        Instant at = Instant.ofEpochMilli(clock.millis());
        List<Staged> staged = stage(submissions, at);
        List<Staged> sound =
                staged.stream().filter(each -> each.refusal == null).toList();
        RowWriter rows = settle(sound);
        List<WriteBatch> offered = sound.stream()
                .filter(Staged::isOffered)
                .map(each -> each.batch(at))
                .toList();
        Company company = new Company(rows, papers);
        if (!offered.isEmpty()) {
            participants.get().forEach(participant -> participant.join(offered, company));
        }
        sound.forEach(each -> each.submission.alongside().accept(company));
        rows.flush(jdbc);
        return staged.stream().map(Staged::attempted).toList();
    }

    /** Stores papers that were kept before. */
    public void file(List<Write> papers, OrganizationId source) {
        Author account = new Author(source, "gateway", Author.Kind.BOOKKEEPING);
        stored(apply(List.of(Submission.ofItself(papers, account, new byte[0]))).getFirst());
    }

    /**
     * What was stored.
     *
     * @throws Problem why it was not
     */
    public static Attempted.Applied stored(Attempted attempted) {
        return switch (attempted) {
            case Attempted.Applied applied -> applied;
            case Attempted.Refused refused -> throw refused.problem();
        };
    }

    public static StoredVersion result(Change change) {
        if (change.result == null) {
            throw new IllegalStateException("stored changes have results");
        }
        return change.result;
    }

    public static byte[] sha256(List<Write> writes) {
        MessageDigest digest = Hashes.sha256();
        for (Write write : writes) {
            switch (write) {
                case Write.Create create -> digest.update(create.json());
                case Write.Put put -> digest.update(put.json());
                case Write.Delete delete ->
                    digest.update(delete.id().reference().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return digest.digest();
    }

    /** What changes replace; they are told apart by their ids from the first question on. */
    private static final class Before implements WriteBatch.Replaced {
        private final List<Change> changes;
        private @Nullable Map<ResourceId, Change> byId;

        Before(List<Change> changes) {
            this.changes = changes;
        }

        @Override
        public Optional<byte[]> by(StoredVersion version) {
            Map<ResourceId, Change> found = byId;
            if (found == null) {
                found = changes.stream().collect(Collectors.toMap(change -> change.id, Function.identity()));
                byId = found;
            }
            return Optional.ofNullable(found.get(version.id()))
                    .flatMap(change -> Optional.ofNullable(change.live()))
                    .map(row -> row.body().json());
        }
    }

    /** A submission on its way into the store. */
    private static final class Staged {
        final Submission submission;
        final String bundleId;
        final Instant at;
        List<Change> changes = List.of();

        @Nullable
        Problem refusal;

        Staged(Submission submission, String bundleId, Instant at) {
            this.submission = submission;
            this.bundleId = bundleId;
            this.at = at;
        }

        /** What is done on a client's behalf and changes something concerns the participants. */
        boolean isOffered() {
            return submission.author().kind() == Author.Kind.SUBMISSION
                    && changes.stream().anyMatch(change -> change.outcome != Outcome.UNCHANGED);
        }

        WriteBatch batch(Instant at) {
            List<StoredVersion> versions = changes.stream()
                    .filter(change -> change.outcome != Outcome.UNCHANGED)
                    .map(Writes::result)
                    .toList();
            return new WriteBatch(
                    bundleId, submission.author(), submission.rawSha256(), at, versions, new Before(changes));
        }

        Attempted attempted() {
            return refusal == null ? new Attempted.Applied(bundleId, changes) : new Attempted.Refused(refusal);
        }
    }

    private List<Staged> stage(List<Submission> submissions, Instant at) {
        List<Staged> staged = submissions.stream()
                .map(submission -> new Staged(submission, newId(), at))
                .toList();
        stage(staged);
        return staged;
    }

    /** Everything up to the first row that is made: a refusal concerns one submission alone. */
    private void stage(List<Staged> staged) {
        Map<Long, Row> existing = lock(staged);
        Map<Staged, SubjectResolution> resolutions = new LinkedHashMap<>();
        for (Staged each : staged) {
            attempt(each, () -> {
                each.changes = plan(each.submission, existing);
                boolean settled = each.submission.author().kind() == Author.Kind.BOOKKEEPING;
                resolutions.put(each, new SubjectResolution(subjects, ownBase, each.changes, settled));
            });
        }
        Set<Long> outside = new HashSet<>();
        resolutions.values().forEach(resolution -> outside.addAll(resolution.outside()));
        Map<Long, Subjects.Place> places = subjects.places(outside);
        resolutions.forEach((each, resolution) -> attempt(each, () -> {
            resolution.resolve(places);
            each.submission
                    .rule()
                    .accept(each.changes.stream().map(Change::intent).toList());
            each.changes.forEach(Change::check);
        }));
    }

    private static void attempt(Staged staged, Runnable step) {
        try {
            step.run();
        } catch (Problem problem) {
            staged.refusal = problem;
        }
    }

    private RowWriter settle(List<Staged> staged) {
        RowWriter rows = new RowWriter();
        for (Staged each : staged) {
            // A change is settled by itself: a large batch of one client is worth all processors.
            Stream<Change> changes =
                    each.changes.size() < PARALLEL_FROM ? each.changes.stream() : each.changes.parallelStream();
            changes.map(change -> settlement.of(change, each.submission.author(), each.at))
                    .toList()
                    .forEach(settled -> settled.accept(rows));
        }
        return rows;
    }

    private List<Change> plan(Submission submission, Map<Long, Row> existing) {
        Known known = submission.known();
        Map<ResourceId, Change> seen = new HashMap<>();
        List<Change> changes = new ArrayList<>(submission.writes().size());
        for (Write write : submission.writes()) {
            Change change =
                    plan(write, write.target().map(known.contents()::get).orElse(null), existing);
            if (seen.put(change.id, change) != null) {
                throw Problem.at(
                        ProblemKind.MALFORMED,
                        "Bundle.entry[" + changes.size() + "].request.url",
                        "another entry changes the same resource");
            }
            changes.add(change);
        }
        for (int i = 0; i < known.places().size(); i++) {
            changes.get(i).place = known.places().get(i);
        }
        return changes;
    }

    private Change plan(Write write, @Nullable ObjectNode known, Map<Long, Row> existing) {
        long rid = ids.next();
        return switch (write) {
            case Write.Create create -> {
                ObjectNode content = parse(create.type(), create.json(), known);
                yield new Change(write, new ResourceId(create.type(), ids.logicalId(rid)), rid, content, null);
            }
            case Write.Put put -> {
                ObjectNode content = parse(put.id().type(), put.json(), known);
                yield new Change(
                        write, put.id(), rid, content, existing.get(put.id().hash()));
            }
            case Write.Delete delete ->
                new Change(
                        write, delete.id(), rid, null, existing.get(delete.id().hash()));
        };
    }

    private static ObjectNode parse(String type, byte[] json, @Nullable ObjectNode known) {
        ObjectNode content = known == null ? Content.parse(json) : known;
        Content.check(type, content);
        return content;
    }

    private Map<Long, Row> lock(List<Staged> staged) {
        List<Long> selves = staged.stream()
                .map(each -> each.submission)
                .flatMap(submission -> submission.writes().stream()
                        .flatMap(write -> write.target().stream())
                        .filter(id -> !submission.known().fresh().contains(id)))
                .map(ResourceId::hash)
                .toList();
        Map<Long, Row> rows = new HashMap<>();
        if (!selves.isEmpty()) {
            jdbc.query(
                    LOCK,
                    statement -> statement.setArray(1, Subjects.longs(statement.getConnection(), selves)),
                    (ResultSet row) -> {
                        rows.put(row.getLong("self"), Row.read(row));
                    });
        }
        return rows;
    }

    /** Turns what the database says about a lost race into the answer a client can act on. */
    static Problem conflict(Exception cause) {
        return Problem.causedBy(
                ProblemKind.CONFLICT, "Somebody else changed the same resources at the same time; try again", cause);
    }
}
