package org.consentry.mappers.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the columns of a table mean. A layout is a JSON file; the module's MAPPINGS.md tells every word of it.
 *
 * @param name by which it is asked for, such as {@code lab-results}
 * @param title a line for people
 * @param delimiter the character between fields; if absent, the one that the header line has most of
 * @param group columns that belong together: rows of one group are never parted into two bundles
 * @param resources what each row becomes
 * @param ignore columns that carry nothing for the record, with the name of the rule that says so
 */
public record CsvLayout(
        String name,
        String title,
        @Nullable String delimiter,
        List<String> group,
        List<ResourceRule> resources,
        Map<String, String> ignore) {

    private static final Map<String, CsvLayout> READ = new ConcurrentHashMap<>();
    private static final List<String> SHIPPED = List.of(
            "patient-roster",
            "lab-results",
            "synthea-patients",
            "synthea-organizations",
            "synthea-providers",
            "synthea-encounters",
            "synthea-conditions",
            "synthea-allergies",
            "synthea-medications",
            "synthea-immunizations",
            "synthea-procedures",
            "synthea-observations",
            "synthea-careplans",
            "synthea-devices",
            "synthea-imaging-studies",
            "synthea-supplies");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public CsvLayout {
        if (name == null || !name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("A layout's name has 1 to 64 of a-z, 0-9 and -");
        }
        title = title == null ? name : title;
        group = group == null ? List.of() : List.copyOf(group);
        resources = resources == null ? List.of() : List.copyOf(resources);
        ignore = ignore == null ? Map.of() : Map.copyOf(ignore);
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("Layout " + name + " makes no resource");
        }
        if (delimiter != null && delimiter.length() != 1) {
            throw new IllegalArgumentException("Layout " + name + ": a delimiter is one character");
        }
    }

    /**
     * Reads a layout.
     *
     * @throws IllegalArgumentException if it is none, with what is wrong
     */
    public static CsvLayout read(String json) {
        try {
            return JSON.readValue(json, CsvLayout.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("This is no layout: " + e.getOriginalMessage(), e);
        }
    }

    /** The names of the layouts that come with this jar. */
    public static List<String> names() {
        return SHIPPED;
    }

    /** A layout that comes with this jar. */
    public static Optional<CsvLayout> shipped(String name) {
        return SHIPPED.contains(name) ? Optional.of(READ.computeIfAbsent(name, CsvLayout::fromJar)) : Optional.empty();
    }

    private static CsvLayout fromJar(String name) {
        String path = "/org/consentry/mappers/csv/" + name + ".json";
        try (InputStream in = CsvLayout.class.getResourceAsStream(path)) {
            byte[] bytes = java.util.Objects.requireNonNull(in, path).readAllBytes();
            return read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The jar is damaged: " + path, e);
        }
    }

    /** The shipped layout that a header line is of: all its columns are there, and no other knows more of them. */
    public static Optional<CsvLayout> detect(List<String> header) {
        CsvLayout best = null;
        int known = 0;
        for (String name : SHIPPED) {
            CsvLayout layout = shipped(name).orElseThrow();
            Set<String> columns = layout.required();
            if (columns.size() > known && header.containsAll(columns)) {
                best = layout;
                known = columns.size();
            }
        }
        return Optional.ofNullable(best);
    }

    /** Every column that keys or fields name. */
    public Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(group);
        resources.forEach(resource -> columns.addAll(resource.columns()));
        return columns;
    }

    /** Columns without which a file is not of this layout. */
    public Set<String> required() {
        Set<String> columns = new LinkedHashSet<>(group);
        resources.forEach(resource -> columns.addAll(resource.required()));
        return columns;
    }
}
