package org.consentry.gateway.export;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * What an export is to hold.
 *
 * @param types resource types; empty means all
 * @param since only what was written after this instant
 * @param until only what was written until this instant
 * @param patients logical ids of patients; empty means all
 * @param pseudonyms names that the client's project has for patients; empty means all, others find nobody
 * @param filters FHIR searches by type: of that type, only what one of them finds
 * @param associated what else comes along
 * @param notes what was asked for and is not done, in sentences for the client
 */
public record ExportRequest(
        Set<String> types,
        Optional<Instant> since,
        Optional<Instant> until,
        Set<String> patients,
        Set<String> pseudonyms,
        Map<String, List<String>> filters,
        Set<Associated> associated,
        ExportShape shape,
        List<String> notes) {
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** An id that nobody has: who asks for no patient gets nobody, not everybody. */
    public static final String NOBODY = "-";

    /** Everything. */
    public static final ExportRequest ALL = new ExportRequest(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Map.of(),
            Set.of(),
            ExportShape.WHOLE,
            List.of());

    /** What {@code includeAssociatedData} names. */
    public enum Associated {
        /** Of every exported resource, the Provenance that was written last. */
        LATEST_PROVENANCE,
        /** Every Provenance of an exported resource. */
        RELEVANT_PROVENANCE
    }

    public ExportRequest {
        types = Set.copyOf(types);
        patients = Set.copyOf(patients);
        pseudonyms = Set.copyOf(pseudonyms);
        filters = Map.copyOf(filters);
        associated = Set.copyOf(associated);
        notes = List.copyOf(notes);
    }

    /** Lets pass what is asked of the past. @throws Problem MALFORMED for a {@code _since} to come, by more than clocks differ */
    public void requirePast(Instant now) {
        if (since.filter(now.plus(SKEW)::isBefore).isPresent()) {
            throw Problem.at(ProblemKind.MALFORMED, "_since", "an instant that has come");
        }
    }

    /** Whether a version of that age is asked for. */
    public boolean isWritten(Instant at) {
        return since.map(at::isAfter).orElse(true)
                && until.map(end -> !at.isAfter(end)).orElse(true);
    }

    /** Whether resources of that type are asked for. */
    public boolean isOfType(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** The same for other patients. */
    public ExportRequest ofPatients(Set<String> others) {
        return new ExportRequest(types, since, until, others, pseudonyms, filters, associated, shape, notes);
    }

    /** The same, with the patients' names taken for what the project calls them and never for ids. */
    public ExportRequest byPseudonym() {
        return new ExportRequest(types, since, until, Set.of(), patients, filters, associated, shape, notes);
    }

    /** The same with other filters. */
    public ExportRequest ofFilters(Map<String, List<String>> others) {
        return new ExportRequest(types, since, until, patients, pseudonyms, others, associated, shape, notes);
    }

    /** The same for other types, telling why. */
    public ExportRequest ofTypes(Set<String> others, List<String> told) {
        return new ExportRequest(others, since, until, patients, pseudonyms, filters, associated, shape, told);
    }
}
