package org.consentry.gateway.record.search;

import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.row.Sql;

/** How the matches of a search are come by. */
sealed interface Approach {
    /** One statement, whose plan is PostgreSQL's or what {@link Leading} makes of it. */
    record Usual() implements Approach {}

    /** All matches are among these rows, which are few. */
    record Gathered(Sql rows) implements Approach {}

    /**
     * An index is read in the order of the page.
     *
     * @param whole whether it may be read to its end; otherwise a page that is not full is looked for in the usual way
     */
    record Walk(IndexOrder order, boolean whole) implements Approach {}

    /**
     * The resources of the type are read in the order of the store; a page that is not full is looked for in the usual way.
     *
     * @param most resources that are read at most
     */
    record Stored(int most) implements Approach {}

    /** The index rows of one code are put in the order of the page, and resources are looked up in that order. */
    record Ranked(Query.Criterion.On code) implements Approach {}

    /** The index rows of one code are read, which are in the order of the store. */
    record Coded(Query.Criterion.On code) implements Approach {}
}
