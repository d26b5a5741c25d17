package org.consentry.ledger.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A database whose client dies at one call that reaches the server, and makes no call any more after it. The server sees
 * what it sees when a process is killed: a connection that ends, with its transaction undone unless it was committed.
 */
final class FaultyDataSource {
    /** On which side of the call. */
    enum When {
        BEFORE,
        /** The server has done it; the caller never hears. */
        AFTER
    }

    private static final Set<String> CALLS = Set.of("commit", "execute", "executeUpdate", "executeQuery");

    private final DataSource real;
    private final When when;
    private final Runnable death;
    private int left;

    FaultyDataSource(DataSource real, int call, When when) {
        this(real, call, when, () -> {});
    }

    /** @param death what happens at that call, before its caller gets an exception if it is still there */
    FaultyDataSource(DataSource real, int call, When when, Runnable death) {
        this.real = real;
        this.left = call;
        this.when = when;
        this.death = death;
    }

    DataSource asDataSource() {
        return proxy(DataSource.class, real);
    }

    boolean hasDied() {
        return left < 0;
    }

    private <T> T proxy(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean reaches = CALLS.contains(method.getName());
                    if (reaches && left < 0) {
                        throw new SQLException("the process is dead");
                    }
                    boolean dies = reaches && left-- == 0;
                    if (dies && when == When.BEFORE) {
                        death.run();
                        throw new SQLException("killed");
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                    if (dies) {
                        death.run();
                        throw new SQLException("killed");
                    }
                    if (result instanceof Connection connection) {
                        return proxy(Connection.class, connection);
                    }
                    return result instanceof PreparedStatement statement
                            ? proxy(PreparedStatement.class, statement)
                            : result;
                }));
    }
}
