package org.consentry.gateway.statement;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * A statement is planned once on each connection, and again when PostgreSQL learns more of one of its tables. It learns when
 * autovacuum comes by, which is once a minute. A hospital's first import fills an empty store faster: until the minute is over
 * plans that were made for empty tables serve a hundred thousand rows, and read all of a patient's resources to find one.
 *
 * So each node looks whether a table's file is twice as long as PostgreSQL thought when it last looked, and has a small sample of
 * it read. Nodes that look at the same moment skip what another reads. It ends at LARGE pages: the plans of a table of that
 * size are those of any larger one, and autovacuum's finer samples are soon enough.
 */
/** Tells PostgreSQL's planner of tables that grow faster than autovacuum looks at them. */
@Component
public class TableStatistics {
    private static final Logger log = LoggerFactory.getLogger(TableStatistics.class);

    /** Pages of 8 kB. Any plan is good for less. */
    private static final int SMALL = 16;

    private static final int LARGE = 4_096;

    /** In PostgreSQL's measure: 300 rows for each. A table's sample is read in some milliseconds. */
    private static final int TARGET = 30;

    private static final String GROWN =
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                    + "WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relpages < " + LARGE
                    + " AND pg_relation_size(c.oid) >= 2 * current_setting('block_size')::bigint * greatest(c.relpages, "
                    + SMALL / 2 + ") ORDER BY c.relname";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    TableStatistics(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "PT5S")
    void refresh() {
        try {
            look();
        } catch (RuntimeException e) {
            log.warn("tables were not looked at: {}", e.getClass().getSimpleName());
        }
    }

    /** Has what has grown looked at. @return the tables, in the order of their names */
    List<String> look() {
        List<String> grown = jdbc.queryForList(GROWN, String.class);
        // Each by itself: whoever waits for a table waits for that table alone.
        grown.forEach(table -> transaction.executeWithoutResult(status -> {
            jdbc.execute("SET LOCAL default_statistics_target = " + TARGET);
            jdbc.execute("ANALYZE (SKIP_LOCKED) " + table);
        }));
        return grown;
    }
}
