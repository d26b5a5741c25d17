package org.consentry.gateway.record.write;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.index.ClinicalDates;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.row.Body;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowWriter;
import org.consentry.gateway.record.row.Subjects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a change comes to: its version, its outcome and its rows. Asks nobody, so many can be settled at the same time. */
final class Settlement {
    private final Extraction extraction;

    Settlement(Extraction extraction) {
        this.extraction = extraction;
    }

    /** Sets the change's outcome and result; the rows it leaves are collected in the batch's order. */
    Consumer<RowWriter> of(Change change, Author author, Instant at) {
        if (change.deletesNothing()) {
            change.result = change.old == null
                    ? change.nothing(at)
                    : Subjects.version(change.old, change.patientId.orElse(null));
            return rows -> {};
        }
        Row live = change.live();
        ObjectNode before = live == null ? null : Content.parse(live.body().json());
        if (live != null
                && before != null
                && change.content != null
                && Content.same(before, change.content, change.id)) {
            change.result = Subjects.version(live, change.patientId.orElse(null));
            return rows -> {};
        }
        return write(change, before, author, at);
    }

    /** As a number in {@code resource.change}. */
    private static int number(Outcome outcome) {
        return switch (outcome) {
            case CREATED -> 0;
            case DELETED -> Row.DELETED;
            case UPDATED, UNCHANGED, MATCHED -> 1;
        };
    }

    private Consumer<RowWriter> write(Change change, @Nullable ObjectNode before, Author author, Instant at) {
        change.outcome = change.isDelete() ? Outcome.DELETED : before == null ? Outcome.CREATED : Outcome.UPDATED;
        // Whoever corrects a resource does not become its contributor.
        Row live = change.live();
        OrganizationId source = live == null ? author.source() : new OrganizationId(live.source());
        ObjectNode after = change.content == null
                ? null
                : Content.stamped(change.id, change.content, change.nextVersion(), at, source);
        byte[] json = after == null ? new byte[0] : Content.bytes(after);
        Row row = new Row(
                change.subject,
                change.rid,
                Definitions.r4().number(change.id.type()),
                Math.toIntExact(change.nextVersion()),
                number(change.outcome),
                at.toEpochMilli(),
                source.value(),
                change.id.id(),
                Body.of(json));
        change.result = new StoredVersion(
                change.id,
                row.version(),
                at,
                Row.changeOf(row.change()),
                change.patientId,
                new OrganizationId(row.source()),
                json);
        Consumer<RowWriter> index = index(change, before, after);
        List<String> labels = after == null ? List.of() : Content.labels(after);
        Integer day = after == null
                ? null
                : ClinicalDates.day(change.id.type(), after).orElse(null);
        return rows -> {
            if (change.isNewRow()) {
                rows.directory(change.self, change.subject, change.rid);
            }
            rows.resource(
                    change.isNewRow(), row, change.self, day, labels.isEmpty() ? null : String.join("\u001f", labels));
            index.accept(rows);
        };
    }

    private Consumer<RowWriter> index(Change change, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        Optional<String> patient = change.patientId.map(id -> "Patient/" + id);
        IndexRows fresh = after == null ? new IndexRows() : extraction.rows(change.id.type(), after, patient);
        if (before == null) {
            return rows -> rows.add(change.subject, change.rid, fresh);
        }
        IndexRows old = extraction.rows(change.id.type(), before, patient);
        return rows -> {
            rows.remove(change.subject, change.rid, old.without(fresh));
            rows.add(change.subject, change.rid, fresh.without(old));
        };
    }
}
