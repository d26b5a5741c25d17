package org.consentry.gateway.access;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * One change a caller asks for, with what the store knows about its target.
 *
 * @param interaction CREATE, UPDATE or DELETE; an update of what is not there is a CREATE with an id
 * @param type the resource type
 * @param id the logical id, when the caller named one or a condition matched one
 * @param target what has this id
 * @param patientId the patient the new content concerns; empty for directory resources and deletes
 * @param broughtInBy who brought that patient in, as far as the store knows it already
 * @param moves whether what has this id now, or had it before it was deleted, is with another patient or with none
 * @param expectsAt where the change says which version it expects to find, when it does
 */
public record WriteIntent(
        Interaction interaction,
        String type,
        Optional<String> id,
        Target target,
        Optional<String> patientId,
        Optional<OrganizationId> broughtInBy,
        boolean moves,
        Optional<String> expectsAt) {
    /** Why nothing is added to a record: the same words whether it is closed or there is none. */
    public static final String NOT_TO_ADD = "No consent lets this member add to that record, or there is none";

    /** What has an id. */
    public sealed interface Target {
        /** Nothing, and nothing ever had it. */
        record Nothing() implements Target {}

        /** Something that was deleted. */
        record Gone(OrganizationId source) implements Target {}

        /** A resource, with who contributed it and its patient. */
        record Current(OrganizationId source, Optional<String> patientId) implements Target {}
    }

    /** A resource that gets its id when it is stored, or is known to be the first of that id. */
    public static WriteIntent creation(String type, Optional<String> id, Optional<String> patientId) {
        return new WriteIntent(
                Interaction.CREATE,
                type,
                id,
                new Target.Nothing(),
                patientId,
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** The resource that is there now. */
    public Optional<Target.Current> current() {
        return target instanceof Target.Current current ? Optional.of(current) : Optional.empty();
    }

    /** Who contributed what has the id or had it. */
    Optional<OrganizationId> contributor() {
        return switch (target) {
            case Target.Nothing nothing -> Optional.empty();
            case Target.Gone gone -> Optional.of(gone.source());
            case Target.Current current -> Optional.of(current.source());
        };
    }

    /** The same change as it would be if nothing had the id. */
    WriteIntent ifNothingWereThere() {
        return new WriteIntent(
                interaction == Interaction.DELETE ? interaction : Interaction.CREATE,
                type,
                id,
                new Target.Nothing(),
                interaction == Interaction.DELETE ? Optional.empty() : patientId,
                broughtInBy,
                false,
                expectsAt);
    }

    /** The answer to a change that expects a version which is not the one that is there. */
    public static Problem stale(String at) {
        return Problem.at(ProblemKind.STALE, at, "the resource has another version now");
    }
}
