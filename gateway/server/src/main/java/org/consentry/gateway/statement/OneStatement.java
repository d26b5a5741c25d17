package org.consentry.gateway.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Changes that are sent to PostgreSQL as one statement, whose parts all see what was there before it. Texts depend on
 * tables and not on the number of rows, so that few of them are ever prepared.
 */
public final class OneStatement {
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Piece> byText = new HashMap<>();
    private final List<Piece> counted = new ArrayList<>();

    /** A part with the values of its placeholders, which may still grow. */
    private static final class Piece {
        final String name;
        final String named;
        final List<Runnable> ifAny = new ArrayList<>();
        List<Part.Column> columns;

        Piece(String name, String named, List<Part.Column> columns) {
            this.name = name;
            this.named = named;
            this.columns = columns;
        }

        void grow(List<Part.Column> more) {
            List<Part.Column> grown = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                grown.add(columns.get(i).and(more.get(i)));
            }
            columns = grown;
        }
    }

    /** A part in PostgreSQL's words: names of {@code WITH}, with their statements. */
    public void add(String named, List<Part.Column> arrays) {
        pieces.add(new Piece("", named, arrays));
    }

    /** What several bring in the same words becomes one part: what is sent grows with tables, not with who writes. */
    public OneStatement add(Part insertion) {
        piece(insertion);
        return this;
    }

    private Piece piece(Part part) {
        Piece same = byText.get(part.sql());
        if (same != null) {
            same.grow(part.columns());
            return same;
        }
        String name = "p" + pieces.size();
        Piece made = new Piece(name, name + " AS (" + part.sql() + ")", part.columns());
        pieces.add(made);
        byText.put(part.sql(), made);
        return made;
    }

    /** As {@link #add(Part)}; {@code action} runs when it made a row. */
    public OneStatement add(Part insertion, Runnable action) {
        return ask(new Part(insertion.sql() + " RETURNING 1", insertion.columns()), action);
    }

    /** A question; {@code action} runs when it, or another in the same words, finds a row, and may still throw. */
    public OneStatement ask(Part question, Runnable action) {
        Piece asked = piece(question);
        if (asked.ifAny.isEmpty()) {
            counted.add(asked);
        }
        asked.ifAny.add(action);
        return this;
    }

    /** Sends everything on the transaction's connection. */
    public void run(JdbcOperations jdbc) {
        jdbc.execute((Connection connection) -> {
            run(connection);
            return true;
        });
    }

    public void run(Connection connection) throws SQLException {
        if (pieces.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(text())) {
            int number = 1;
            for (Piece piece : pieces) {
                for (Part.Column column : piece.columns) {
                    statement.setArray(number++, connection.createArrayOf(column.type(), column.values()));
                }
            }
            List<Runnable> due = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int i = 0; i < counted.size(); i++) {
                    if (row.getBoolean(i + 1)) {
                        due.addAll(counted.get(i).ifAny);
                    }
                }
            }
            due.forEach(Runnable::run);
        }
    }

    private String text() {
        String parts = pieces.stream().map(piece -> piece.named).collect(Collectors.joining(", "));
        String answers = counted.stream()
                .map(piece -> "EXISTS (SELECT FROM " + piece.name + ")")
                .collect(Collectors.joining(", "));
        return "WITH " + parts + " SELECT " + (answers.isEmpty() ? "1" : answers);
    }
}
