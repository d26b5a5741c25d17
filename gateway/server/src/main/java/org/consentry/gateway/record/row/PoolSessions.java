package org.consentry.gateway.record.row;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.consentry.gateway.record.RecordSettings;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What every connection of the pool is told when it is made.
 *
 * <p>{@code statement_timeout}: no statement keeps the database busy longer than a search may. What may take longer, a
 * stream of everything or a COPY, lifts it for its transaction; so must a migration that does.
 *
 * <p>{@code plan_cache_mode}: a prepared statement is planned once. Left to itself PostgreSQL plans anew with every value,
 * because that looks cheaper by the partitions it prunes; planning took 220 of a lookup's 280 microseconds.
 *
 * <p>{@code jit}: a server that has LLVM compiles a statement whose estimate is high. Estimates over all values are, and the
 * statements here end before a compiler has begun.
 */
public final class PoolSessions implements BeanPostProcessor {
    private final Environment environment;

    public PoolSessions(Environment environment) {
        this.environment = environment;
    }

    static String settings(Duration statementTimeout) {
        return "SET statement_timeout = " + statementTimeout.toMillis()
                + "; SET plan_cache_mode = force_generic_plan; SET jit = off";
    }

    /** Lifts the limit until the transaction ends. */
    public static void lift(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = 0");
        }
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            RecordSettings settings = Binder.get(environment).bindOrCreate("gateway.record", RecordSettings.class);
            pool.setConnectionInitSql(settings(settings.statementTimeout()));
        }
        return bean;
    }
}
