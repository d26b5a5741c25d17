package org.consentry.gateway.record.write;

import java.util.Optional;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.patch.Patch;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ExpectedVersion;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;
import org.consentry.gateway.record.search.VisiblePredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies patches to what is there. The row is locked before it is read, inside the transaction that will store the
 * outcome: patches of one resource follow each other and none is lost.
 */
final class Patching {
    private final RowReader reader;
    private final Subjects subjects;
    private final Visibility visibility;

    Patching(RowReader reader, Subjects subjects, Visibility visibility) {
        this.reader = reader;
        this.subjects = subjects;
        this.visibility = visibility;
    }

    /** The entry with the content that its patch makes. @throws Problem NOT_FOUND for what the caller may not see */
    BundleEntry patched(BundleEntry entry, ResourceId id) {
        Patch patch = entry.patch();
        if (patch == null) {
            throw new IllegalArgumentException("only patches are patched");
        }
        Row row = locked(id);
        if (entry.ifMatch().isPresent()
                && !ExpectedVersion.isMet(entry.ifMatch().getAsLong(), row.version())) {
            // A patch was made for a version: what it comes to on another one says nothing.
            throw WriteIntent.stale(entry.expectedAt());
        }
        ObjectNode content = Content.parse(row.body().json());
        int before = inlineContents(content);
        patch.apply(content);
        if (inlineContents(content) > before) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, id.type(), "content comes by an update, which seals it, not by a patch");
        }
        if (!content.path("id").stringValue("").equals(id.id())
                || !content.path("resourceType").stringValue("").equals(id.type())) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, id.type() + ".id", "a patch changes neither id nor type");
        }
        return entry.patched(content);
    }

    /** How many attachments hold their content; sampled data and signatures have a member of that name too. */
    private static int inlineContents(JsonNode node) {
        int found = 0;
        if (node.path("data").isString() && !node.has("dimensions") && !node.has("who")) {
            found++;
        }
        for (JsonNode child : node) {
            found += child.isContainer() ? inlineContents(child) : 0;
        }
        return found;
    }

    private Row locked(ResourceId id) {
        Row row = reader
                .rows(new Sql()
                        .add(
                                "SELECT " + Row.COLUMNS
                                        + " FROM directory d JOIN resource r ON r.subject = d.subject AND "
                                        + "r.rid = d.rid WHERE d.self = ? AND r.id = ? AND ",
                                id.hash(),
                                id.id())
                        .add(VisiblePredicate.of(visibility, subjects).on("r", Optional.of(id.type())))
                        .add(" FOR UPDATE OF r"))
                .stream()
                .findFirst()
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such resource"));
        if (row.deleted()) {
            throw Problem.of(ProblemKind.GONE, "The resource was deleted");
        }
        return row;
    }
}
