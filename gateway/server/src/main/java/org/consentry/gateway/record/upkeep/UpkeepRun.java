package org.consentry.gateway.record.upkeep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.index.TimeRange;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Subjects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * One job at work. Resources are compared in groups; a group is mended in a transaction of its own, which locks the rows
 * in key order as every write does. A crash between groups loses nothing, within a group its transaction.
 */
final class UpkeepRun implements IndexScan.Visitor {
    private static final int GROUP = 500;
    private static final int MOST_FINDINGS = 100;

    private final UpkeepJobs.Job job;
    private final UpkeepJobs jobs;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Subjects subjects;
    private final Extraction extraction;
    private final String holder;
    private final Duration lease;
    private final List<Seen> group = new ArrayList<>();
    private final List<String> findings;
    private long resources;
    private long missing;
    private long surplus;
    private long damaged;
    private boolean stopped;

    UpkeepRun(
            UpkeepJobs.Job job,
            UpkeepJobs jobs,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Subjects subjects,
            Extraction extraction,
            String holder,
            Duration lease) {
        this.job = job;
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.subjects = subjects;
        this.extraction = extraction;
        this.holder = holder;
        this.lease = lease;
        this.findings = new ArrayList<>(job.findings());
        this.resources = job.counts().resources();
        this.missing = job.counts().missing();
        this.surplus = job.counts().surplus();
        this.damaged = job.counts().damaged();
    }

    /** A key, its resource if there is one, and its index. */
    private record Seen(long subject, long rid, @Nullable Row row, long self, IndexRows stored) {}

    @Override
    public boolean resource(Row row, long self, IndexRows stored) {
        return seen(new Seen(row.subject(), row.rid(), row, self, stored));
    }

    @Override
    public boolean orphan(long subject, long rid, IndexRows stored) {
        return seen(new Seen(subject, rid, null, 0, stored));
    }

    private boolean seen(Seen one) {
        group.add(one);
        if (group.size() == GROUP) {
            flush();
        }
        return !stopped;
    }

    /** What is left, and the end of the job. */
    void end() {
        flush();
        if (!stopped) {
            jobs.done(job.id(), holder);
        }
    }

    private void flush() {
        if (group.isEmpty() || stopped) {
            return;
        }
        Map<Long, String> patients =
                subjects.patientIds(group.stream().map(Seen::subject).toList());
        Map<Long, Subjects.Place> places = subjects.places(group.stream()
                .filter(seen -> seen.row() != null)
                .map(Seen::self)
                .toList());
        List<Seen> wrong = new ArrayList<>();
        for (Seen seen : group) {
            if (compare(seen, patients.get(seen.subject()), places)) {
                wrong.add(seen);
            }
        }
        if (job.kind() == UpkeepJobs.Kind.REINDEX && !wrong.isEmpty()) {
            transaction.executeWithoutResult(status -> wrong.forEach(seen -> mend(seen, patients)));
        }
        Seen last = group.getLast();
        UpkeepJobs.Counts counts = new UpkeepJobs.Counts(resources, job.counts().expected(), missing, surplus, damaged);
        stopped = !jobs.progress(
                new UpkeepJobs.Job(job.id(), job.kind(), job.state(), last.subject(), last.rid(), counts, findings),
                holder,
                lease);
        group.clear();
    }

    /** @return whether its index rows are not what they should be */
    private boolean compare(Seen seen, @Nullable String patient, Map<Long, Subjects.Place> places) {
        Row row = seen.row();
        if (row == null) {
            surplus += seen.stored().size();
            find("index rows", "of no resource");
            return true;
        }
        resources++;
        IndexRows fresh;
        try {
            ObjectNode body = row.deleted() ? null : Content.parse(row.body().json());
            String fault = fault(seen, row, body, places);
            if (!fault.isEmpty()) {
                damaged++;
                find(row.resourceId().reference(), fault);
            }
            fresh = rows(row, body, patient);
        } catch (Problem | com.github.luben.zstd.ZstdException e) {
            damaged++;
            find(row.resourceId().reference(), "the body cannot be read");
            return false;
        }
        int absent = fresh.without(seen.stored()).size();
        int extra = seen.stored().without(fresh).size();
        missing += absent;
        surplus += extra;
        if (absent + extra > 0 && job.kind() == UpkeepJobs.Kind.INTEGRITY) {
            find(row.resourceId().reference(), "index: " + absent + " rows missing, " + extra + " surplus");
        }
        return absent + extra > 0;
    }

    private IndexRows rows(Row row, @Nullable ObjectNode body, @Nullable String patient) {
        return body == null
                ? new IndexRows()
                : extraction.rows(
                        row.resourceId().type(),
                        body,
                        Optional.ofNullable(patient).map(id -> "Patient/" + id));
    }

    private static String fault(Seen seen, Row row, @Nullable ObjectNode body, Map<Long, Subjects.Place> places) {
        if (seen.self() != row.resourceId().hash()) {
            return "the hash of its identity is another";
        }
        Subjects.Place place = places.get(seen.self());
        if (place == null || place.subject() != row.subject() || place.rid() != row.rid()) {
            return "the directory does not lead here";
        }
        if (body == null) {
            return "";
        }
        boolean same = body.path("resourceType")
                        .stringValue("")
                        .equals(row.resourceId().type())
                && body.path("id").stringValue("").equals(row.id())
                && body.path("meta").path("versionId").stringValue("").equals(Integer.toString(row.version()))
                && TimeRange.parse(body.path("meta").path("lastUpdated").stringValue(""))
                        .filter(range -> range.low() == row.updated())
                        .isPresent();
        return same ? "" : "its body and its row do not agree";
    }

    private void find(String place, String what) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(place + ": " + what);
        }
    }

    /** By what is there now, which may be newer than what was compared. */
    private void mend(Seen seen, Map<Long, String> patients) {
        List<Row> now = jdbc.query(
                "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.subject = ? AND r.rid = ? FOR UPDATE",
                (row, index) -> Row.read(row),
                seen.subject(),
                seen.rid());
        IndexRows fresh = now.isEmpty()
                ? new IndexRows()
                : rows(
                        now.getFirst(),
                        now.getFirst().deleted()
                                ? null
                                : Content.parse(now.getFirst().body().json()),
                        patients.get(seen.subject()));
        IndexRepair repair = new IndexRepair(jdbc);
        repair.add(seen.subject(), seen.rid(), fresh.without(seen.stored()));
        repair.remove(seen.subject(), seen.rid(), seen.stored().without(fresh));
    }
}
