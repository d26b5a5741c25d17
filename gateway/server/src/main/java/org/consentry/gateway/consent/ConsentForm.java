package org.consentry.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Consent asks for, read from its JSON and found to be within the vocabulary.
 *
 * @param permitted the part of the record; at least one type
 * @param except parts of it that stay closed
 * @param purposes codes of v3-ActReason, at least one, sorted
 * @param actions what the requester wants to do; reading when it names nothing
 * @param actors references of practitioners, groups, care teams and networks for whom it asks; empty when it asks for
 *     itself
 * @param start from when on, when not at once
 * @param end until when access is asked for
 */
record ConsentForm(
        Slice permitted,
        List<Slice> except,
        Set<String> purposes,
        Set<GrantedAction> actions,
        Set<String> actors,
        Optional<Instant> start,
        Instant end) {

    /** Reads the provision of a Consent. @throws Problem UNPROCESSABLE naming the element that is not acceptable */
    static ConsentForm read(ObjectNode consent) {
        return ProvisionReader.read(consent);
    }

    /** Resource types, sorted. */
    Set<String> types() {
        return new TreeSet<>(permitted.types());
    }

    /** First day of clinical dates asked for. */
    Optional<LocalDate> dataFrom() {
        return permitted.from();
    }

    /** Last day of clinical dates asked for. */
    Optional<LocalDate> dataTo() {
        return permitted.to();
    }

    /** Keeps only some of the kinds and perhaps a shorter time; never more than was asked. */
    ConsentForm narrowedTo(Set<String> keptTypes, Optional<Instant> keptEnd) {
        return narrowedTo(new Narrowing(keptTypes, keptEnd, Set.of(), Optional.empty()));
    }

    /**
     * What the patient leaves of a request.
     *
     * @param types the kinds that stay; at least one
     * @param end an earlier end
     * @param withheldLabels codes of {@code meta.security} that stay closed
     * @param source only what this organization contributed
     */
    record Narrowing(
            Set<String> types, Optional<Instant> end, Set<String> withheldLabels, Optional<OrganizationId> source) {}

    /** Keeps what the patient leaves; never more than was asked. */
    ConsentForm narrowedTo(Narrowing kept) {
        if (kept.types().isEmpty() || !permitted.types().containsAll(kept.types())) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "class", "keep at least one and only kinds that were asked for");
        }
        Instant narrowed = kept.end().orElse(end);
        if (narrowed.isAfter(end)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "end", "not later than what was asked for");
        }
        if (kept.source().isPresent()
                && permitted.source().isPresent()
                && !kept.source().equals(permitted.source())) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "source", "the one that was asked for");
        }
        Slice slice = new Slice(
                kept.types(),
                permitted.categories(),
                permitted.codes(),
                permitted.labels(),
                permitted.instances(),
                permitted.source().or(kept::source),
                permitted.from(),
                permitted.to());
        List<Slice> closed = new java.util.ArrayList<>(except);
        new TreeSet<>(kept.withheldLabels()).forEach(label -> closed.add(ProvisionReader.labelled(label)));
        return new ConsentForm(slice, closed, purposes, actions, actors, start, narrowed);
    }

    /** A FHIR dateTime of full precision, or a date, which ends with that day in UTC. */
    static Instant instant(String text) {
        return ProvisionReader.instant("Consent.provision.period.end", text);
    }
}
