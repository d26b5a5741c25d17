package org.consentry.gateway.record.write;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ExpectedVersion;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.row.Row;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One write on its way into the store: what is asked, what is there, and what will be. */
public final class Change {
    final Write write;
    final ResourceId id;
    final long self;
    final @Nullable ObjectNode content;
    final @Nullable Row old;
    final long rid;
    long subject;
    Optional<String> patientId = Optional.empty();
    Optional<String> patientBefore = Optional.empty();
    /** Who brought the patient in, if that was found on the way. */
    Optional<OrganizationId> broughtInBy = Optional.empty();
    /** What a Bundle calls it; empty when it came alone. */
    String place = "";

    /** Whether the new content names another patient than the row that is there. */
    boolean moved;

    /** Whether whom the new content concerns is not here. */
    boolean concernsUnknown;

    Outcome outcome = Outcome.UNCHANGED;

    @Nullable
    StoredVersion result;

    Change(Write write, ResourceId id, long rid, @Nullable ObjectNode content, @Nullable Row old) {
        this.write = write;
        this.id = id;
        this.self = id.hash();
        this.content = content;
        this.old = old;
        this.rid = old == null ? rid : old.rid();
        this.subject = old == null ? 0 : old.subject();
    }

    /** The row that is there and not deleted. */
    @Nullable
    Row live() {
        return old == null || old.deleted() ? null : old;
    }

    boolean isDelete() {
        return write instanceof Write.Delete;
    }

    boolean isNewRow() {
        return old == null;
    }

    long nextVersion() {
        return old == null ? 1 : old.version() + 1L;
    }

    /** A delete of what is not there, or was deleted before. */
    boolean deletesNothing() {
        return isDelete() && live() == null;
    }

    /** Where a problem is: in the Bundle, or for what came alone in the request. */
    String at(String inEntry, String alone) {
        return place.isEmpty() ? alone : place + "." + inEntry;
    }

    /** What must hold for the change to be stored; asked only after the caller was found to be allowed it. */
    void check() {
        if (concernsUnknown) {
            // As for a record that is there and closed: what may not be added to tells nobody that it is there.
            throw Problem.of(ProblemKind.FORBIDDEN, WriteIntent.NOT_TO_ADD);
        }
        if (moved) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    at("resource", id.type()),
                    "a resource stays with its patient; delete it and create another");
        }
        OptionalLong expected = expected();
        Row current = live();
        if (expected.isPresent()
                && !ExpectedVersion.isMet(expected.getAsLong(), current == null ? 0 : current.version())) {
            throw unexpected(expected.getAsLong());
        }
    }

    private OptionalLong expected() {
        return switch (write) {
            case Write.Put put -> put.ifMatch();
            case Write.Delete delete -> delete.ifMatch();
            case Write.Create create -> OptionalLong.empty();
        };
    }

    private String expectedAt() {
        return at("request.ifMatch", "If-Match");
    }

    private Problem unexpected(long expected) {
        if (expected == ExpectedVersion.UNTAKEN) {
            return Problem.at(
                    ProblemKind.CONFLICT, at("resource.id", id.type() + ".id"), "this id has a resource already");
        }
        return expected == ExpectedVersion.NONE
                ? Problem.at(
                        ProblemKind.STALE, at("request.ifNoneMatch", "If-None-Match"), "the resource is there already")
                : WriteIntent.stale(expectedAt());
    }

    WriteIntent intent() {
        Row current = live();
        Interaction interaction =
                isDelete() ? Interaction.DELETE : current == null ? Interaction.CREATE : Interaction.UPDATE;
        return new WriteIntent(
                interaction,
                id.type(),
                write.target().map(ResourceId::id),
                target(current),
                patientId,
                broughtInBy,
                moved,
                expected().stream().anyMatch(it -> it > 0 || it == ExpectedVersion.ANY)
                        ? Optional.of(expectedAt())
                        : Optional.empty());
    }

    private WriteIntent.Target target(@Nullable Row current) {
        if (old == null) {
            return new WriteIntent.Target.Nothing();
        }
        OrganizationId source = new OrganizationId(old.source());
        return current == null
                ? new WriteIntent.Target.Gone(source)
                : new WriteIntent.Target.Current(source, patientBefore);
    }

    StoredVersion nothing(Instant at) {
        return new StoredVersion(
                id, 0, at, StoredVersion.Change.DELETED, Optional.empty(), OrganizationId.AUTHORITY, new byte[0]);
    }
}
