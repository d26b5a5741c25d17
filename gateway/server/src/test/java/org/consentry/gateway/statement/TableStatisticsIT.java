package org.consentry.gateway.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.consentry.gateway.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** On a real PostgreSQL: what its planner is told of a table, and when. */
class TableStatisticsIT {
    private static TestDatabase database;
    private static JdbcTemplate jdbc;
    private static TableStatistics statistics;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        jdbc = new JdbcTemplate(database.dataSource());
        statistics = new TableStatistics(
                jdbc, new TransactionTemplate(new DataSourceTransactionManager(database.dataSource())));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** Autovacuum must not be what the test sees. */
    private static void make(String table) {
        jdbc.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, filler text) WITH (autovacuum_enabled = off)");
    }

    private static void fill(String table, int from, int to) {
        jdbc.update(
                "INSERT INTO " + table + " SELECT i, repeat('x', 400) FROM generate_series(?, ?) AS i", from, to - 1);
    }

    private static List<Double> known(String table) {
        return jdbc.queryForList("SELECT reltuples FROM pg_class WHERE relname = ?", Double.class, table);
    }

    @Test
    void a_table_that_another_transaction_has_locked_is_left_for_the_next_look() throws SQLException {
        make("locked");
        fill("locked", 0, 4_000);
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE locked IN SHARE UPDATE EXCLUSIVE MODE");
            statistics.look();
            assertThat(known("locked")).containsExactly(-1.0);
            other.rollback();
        }
        assertThat(statistics.look()).contains("public.locked");
        assertThat(known("locked")).containsExactly(4_000.0);
    }

    @Test
    void a_table_is_looked_at_when_it_is_twice_as_large_as_it_was_known() {
        make("growing");
        fill("growing", 0, 100);
        assertThat(statistics.look()).doesNotContain("public.growing");
        fill("growing", 100, 4_000);
        assertThat(statistics.look()).contains("public.growing");
        assertThat(known("growing")).containsExactly(4_000.0);
        fill("growing", 4_000, 7_000);
        assertThat(statistics.look()).doesNotContain("public.growing");
        fill("growing", 7_000, 9_000);
        assertThat(statistics.look()).contains("public.growing");
        assertThat(known("growing")).containsExactly(9_000.0);
    }

    @Test
    void a_statement_that_was_planned_for_a_table_of_one_page_is_planned_anew_for_what_fills_it() throws SQLException {
        make("planned");
        fill("planned", 0, 10);
        jdbc.execute("ANALYZE planned");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE one AS SELECT filler FROM planned WHERE id = $1");
            assertThat(plan(statement)).contains("Seq Scan");
            fill("planned", 10, 4_000);
            assertThat(plan(statement)).contains("Seq Scan");
            statistics.look();
            assertThat(plan(statement)).contains("planned_pkey");
        }
    }

    private static String plan(Statement statement) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (var row = statement.executeQuery("EXPLAIN EXECUTE one(3)")) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
