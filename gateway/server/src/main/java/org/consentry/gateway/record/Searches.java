package org.consentry.gateway.record;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.definition.SearchParameter;

/**
 * Pages of searches, histories and records, for the FHIR edge. A position is what a page ended with; it holds row ids
 * and sort values, so that the next page neither repeats nor loses a row that did not change.
 */
public interface Searches {
    /**
     * One page of a search.
     *
     * @throws org.consentry.gateway.problem.Problem NOT_SUPPORTED with the valid names for an unknown parameter
     */
    Page search(Search search, Visibility visibility);

    /**
     * The same under what is only supposed: the statement that finds the matches asks whether it holds.
     *
     * @return empty when it does not hold, when nothing was found, or when this search is not made by one statement; then it
     *     MUST be made again under what the caller may see, because nothing says which of these it was
     */
    Optional<Page> search(Search search, Supposed supposed);

    /**
     * Looks at a query without running it.
     *
     * @param query the query string, percent-encoded, without the type
     * @throws org.consentry.gateway.problem.Problem NOT_SUPPORTED or MALFORMED, naming the parameter;
     *     NOT_FOUND for an unknown type
     */
    void check(String type, String query);

    /** The search parameters of a type that are in force, by code: R4's and those that were posted. */
    Map<String, SearchParameter> parameters(String type);

    /** One page of a history, newest first; a page of none has the total of all. */
    Page history(History history, Visibility visibility);

    /**
     * For every profile, tag and security label that is in use a resource that has it.
     *
     * @param type of the resources; empty for all
     * @throws org.consentry.gateway.problem.Problem TOO_COSTLY when there are too many
     */
    List<StoredVersion> labelled(Optional<String> type, Visibility visibility);

    /** One page of everything in a patient's record, and of the directory resources it refers to. */
    Page everything(Everything everything, Visibility visibility);

    /**
     * What the patient criteria of a query name, when they name exactly one patient.
     *
     * @param query decoded names and values are read from this query string
     */
    Optional<String> patientNamed(String type, String query);

    /**
     * A search.
     *
     * @param type empty for all types
     * @param query the query string, percent-encoded
     * @param lenient whether unknown parameters are left out instead of refused
     * @param after where the page before ended; empty for the first
     */
    record Search(Optional<String> type, String query, boolean lenient, Optional<String> after) {}

    /**
     * A history of one resource, one type or all.
     *
     * @param types only these; empty means all
     * @param since only versions from then on
     * @param after where the page before ended; empty for the first
     */
    record History(
            Optional<String> type,
            Set<String> types,
            Optional<String> id,
            Optional<Instant> since,
            int count,
            Optional<String> after) {
        public History(
                Optional<String> type,
                Optional<String> id,
                Optional<Instant> since,
                int count,
                Optional<String> after) {
            this(type, Set.of(), id, since, count, after);
        }
    }

    /**
     * A patient's record.
     *
     * @param from only what happened on this day or later
     * @param to only what happened on this day or earlier
     * @param types only these; empty means all
     */
    record Everything(
            String patientId,
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Optional<Instant> since,
            Set<String> types,
            int count,
            Optional<String> after) {}

    /**
     * One page.
     *
     * @param total of all matches, when it is known
     * @param next the position after this page; empty on the last
     * @param ignored parameters that lenient handling left out
     * @param summary the value of {@code _summary}, when it asks for less than everything
     * @param elements the values of {@code _elements}
     * @param cut whether more should have been included than a page holds
     */
    record Page(
            List<StoredVersion> matches,
            List<StoredVersion> included,
            OptionalLong total,
            Optional<String> next,
            List<String> ignored,
            Optional<String> summary,
            List<String> elements,
            boolean cut) {
        public static Page of(List<StoredVersion> matches, OptionalLong total, Optional<String> next) {
            return new Page(matches, List.of(), total, next, List.of(), Optional.empty(), List.of(), false);
        }
    }
}
