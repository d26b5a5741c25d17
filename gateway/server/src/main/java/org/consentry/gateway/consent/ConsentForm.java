package org.consentry.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Slice;
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

    /** Reads the provision of a Consent. @throws org.consentry.gateway.problem.Problem UNPROCESSABLE naming the element that is not acceptable */
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

    /** A FHIR dateTime of full precision, or a date, which ends with that day in UTC. */
    static Instant instant(String text) {
        return ProvisionReader.instant("Consent.provision.period.end", text);
    }
}
