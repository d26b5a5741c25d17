package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One compiled select: what it iterates, the columns it fills, and the selects inside.
 *
 * @param foci the iteration; null where the select stays at its parent's element
 * @param orNull whether an empty iteration still gives a row
 */
record Selection(
        @Nullable Path foci, boolean orNull, List<Cell> cells, List<Selection> selects, List<Selection> unions) {
    private static final int MOST_ROWS = 100_000;

    /** A column and its path; slot is its place in the row. */
    record Cell(int slot, String name, Path path, boolean collection) {}

    /** The rows of this select for one element; an empty focus stands for the row of nulls. */
    List<@Nullable JsonNode[]> rows(List<Item> focus, Scope scope, int width) {
        if (foci == null) {
            return product(focus, scope, width);
        }
        List<Item> found = foci.evaluate(focus, scope);
        if (found.isEmpty() && orNull) {
            return product(List.of(), new Scope(scope.resource(), 0), width);
        }
        List<@Nullable JsonNode[]> rows = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            rows.addAll(product(List.of(found.get(i)), new Scope(scope.resource(), i), width));
            bound(rows.size());
        }
        return rows;
    }

    private List<@Nullable JsonNode[]> product(List<Item> focus, Scope scope, int width) {
        @Nullable JsonNode[] own = new JsonNode[width];
        for (Cell cell : cells) {
            own[cell.slot] = Cells.value(cell, focus, scope);
        }
        List<@Nullable JsonNode[]> rows = List.<@Nullable JsonNode[]>of(own);
        if (focus.isEmpty()) {
            return rows;
        }
        for (Selection select : selects) {
            rows = crossed(rows, select.rows(focus, scope, width));
        }
        if (!unions.isEmpty()) {
            List<@Nullable JsonNode[]> all = new ArrayList<>();
            for (Selection union : unions) {
                all.addAll(union.rows(focus, scope, width));
            }
            rows = crossed(rows, all);
        }
        return rows;
    }

    private static List<@Nullable JsonNode[]> crossed(
            List<@Nullable JsonNode[]> left, List<@Nullable JsonNode[]> right) {
        bound((long) left.size() * right.size());
        List<@Nullable JsonNode[]> rows = new ArrayList<>(left.size() * right.size());
        for (@Nullable JsonNode[] a : left) {
            for (@Nullable JsonNode[] b : right) {
                @Nullable JsonNode[] row = a.clone();
                for (int i = 0; i < row.length; i++) {
                    row[i] = b[i] == null ? row[i] : b[i];
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** @throws ViewRefused when one resource gives too many */
    static void bound(long rows) {
        if (rows > MOST_ROWS) {
            throw new ViewRefused("select", "more than %d rows from one resource".formatted(MOST_ROWS));
        }
    }
}
