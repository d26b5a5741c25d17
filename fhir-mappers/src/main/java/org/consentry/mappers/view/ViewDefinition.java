package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A compiled SQL-on-FHIR v2 ViewDefinition. Thread-safe; the same resource gives the same rows.
 *
 * @see <a href="https://sql-on-fhir.org/ig/StructureDefinition-ViewDefinition.html">ViewDefinition</a>
 */
public final class ViewDefinition {
    /** Reads decimals with the precision they were written with, which boundaries need. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String resource;
    private final List<Path> where;
    private final Selection root;
    private final List<Column> columns;

    /**
     * One column of the table.
     *
     * @param type a FHIR primitive's name, {@code string} where the view does not say
     * @param collection whether its cells are arrays
     */
    public record Column(String name, String type, boolean collection) {}

    private ViewDefinition(String resource, List<Path> where, Selection root, List<Column> columns) {
        this.resource = resource;
        this.where = where;
        this.root = root;
        this.columns = columns;
    }

    /**
     * Compiles a view.
     *
     * @throws ViewRefused naming the place, if it is no valid ViewDefinition
     */
    public static ViewDefinition compile(byte[] json) {
        try {
            return compile(MAPPER.readTree(json));
        } catch (JacksonException e) {
            throw new ViewRefused("view", "is not JSON");
        }
    }

    /** Compiles a view from a tree, as {@link #compile(byte[])}. */
    public static ViewDefinition compile(JsonNode view) {
        String resource = view.path("resource").asString("");
        if (resource.isEmpty()) {
            throw new ViewRefused("resource", "the view does not say of which type");
        }
        if (!view.path("select").isArray() || view.path("select").isEmpty()) {
            throw new ViewRefused("select", "the view selects nothing");
        }
        ViewCompiler compiler = new ViewCompiler();
        compiler.constants(view.path("constant"));
        List<Selection> selects = compiler.selections(view.path("select"));
        List<Path> where = new ArrayList<>();
        view.path("where").forEach(clause -> where.add(compiler.path(clause.path("path"), "where")));
        if (compiler.columns().isEmpty()) {
            throw new ViewRefused("select", "the view has no column");
        }
        Selection root = new Selection(null, false, List.of(), selects, List.of());
        return new ViewDefinition(resource, where, root, compiler.columns());
    }

    /** The resource type that the view is about. */
    public String resource() {
        return resource;
    }

    /** The table's columns in order. */
    public List<Column> columns() {
        return columns;
    }

    /**
     * The rows of one resource; none if it is of another type or the view's where does not hold.
     *
     * @return each row with a value per column, null where there is none
     * @throws ViewRefused naming the place in the view, if the resource does not fit it
     */
    public List<List<@Nullable JsonNode>> rows(JsonNode candidate) {
        Scope scope = new Scope(candidate, 0);
        List<Item> focus = List.of(Item.of(candidate));
        if (!resource.equals(candidate.path("resourceType").asString("")) || !holds(focus, scope)) {
            return List.of();
        }
        List<List<@Nullable JsonNode>> rows = new ArrayList<>();
        for (@Nullable JsonNode[] row : root.rows(focus, scope, columns.size())) {
            rows.add(Collections.unmodifiableList(Arrays.asList(row)));
        }
        return rows;
    }

    /** The rows of one resource as UTF-8 JSON, as {@link #rows(JsonNode)}. */
    public List<List<@Nullable JsonNode>> rows(byte[] candidate) {
        return rows(MAPPER.readTree(candidate));
    }

    /** A row as a JSON object with every column, null included, as NDJSON output has it. */
    public ObjectNode json(List<@Nullable JsonNode> row) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.set(columns.get(i).name(), row.get(i));
        }
        return object;
    }

    private boolean holds(List<Item> focus, Scope scope) {
        for (Path criterion : where) {
            if (!Boolean.TRUE.equals(Operators.truth(criterion.evaluate(focus, scope)))) {
                return false;
            }
        }
        return true;
    }
}
