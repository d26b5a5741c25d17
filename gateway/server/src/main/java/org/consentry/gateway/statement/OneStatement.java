package org.consentry.gateway.statement;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Changes that are sent to PostgreSQL as one statement, whose parts all see what was there before it. Texts depend on
 * tables and not on the number of rows, so that few of them are ever prepared.
 */
public final class OneStatement {
    private final List<String> parts = new ArrayList<>();
    private final List<Part.Column> columns = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final List<Runnable> ifAny = new ArrayList<>();

    /** A part in PostgreSQL's words: names of {@code WITH}, with their statements. */
    public void add(String named, List<Part.Column> arrays) {
        parts.add(named);
        columns.addAll(arrays);
    }

    public OneStatement add(Part insertion) {
        add(name() + " AS (" + insertion.sql() + ")", insertion.columns());
        return this;
    }

    /** As {@link #add(Part)}; {@code action} runs when it made a row. */
    public OneStatement add(Part insertion, Runnable action) {
        return ask(new Part(insertion.sql() + " RETURNING 1", insertion.columns()), action);
    }

    /** A question; {@code action} runs when it finds a row, and may still throw. */
    public OneStatement ask(Part question, Runnable action) {
        String name = name();
        add(name + " AS (" + question.sql() + ")", question.columns());
        counted.add("EXISTS (SELECT FROM " + name + ")");
        ifAny.add(action);
        return this;
    }

    private String name() {
        return "p" + parts.size();
    }

    /** Sends everything on the transaction's connection. */
    public void run(JdbcOperations jdbc) {
        jdbc.execute((Connection connection) -> {
            run(connection);
            return true;
        });
    }

    public void run(Connection connection) throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        String result = counted.isEmpty() ? "1" : String.join(", ", counted);
        String sql = "WITH " + String.join(", ", parts) + " SELECT " + result;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                Array array = connection.createArrayOf(
                        columns.get(i).type(), columns.get(i).values());
                statement.setArray(i + 1, array);
            }
            List<Runnable> due = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int i = 0; i < ifAny.size(); i++) {
                    if (row.getBoolean(i + 1)) {
                        due.add(ifAny.get(i));
                    }
                }
            }
            due.forEach(Runnable::run);
        }
    }
}
