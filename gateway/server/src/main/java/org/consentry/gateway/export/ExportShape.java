package org.consentry.gateway.export;

import java.util.List;
import java.util.Set;

/**
 * What an export's files look like.
 *
 * @param elements the only elements that stay, as {@code name} or {@code Type.name}; empty means all
 * @param views tables to make of the resources instead of their own files
 */
public record ExportShape(ExportFormat format, Set<String> elements, List<View> views) {
    /** Resources as they are. */
    public static final ExportShape WHOLE = new ExportShape(ExportFormat.NDJSON, Set.of(), List.of());

    public ExportShape {
        elements = Set.copyOf(elements);
        views = List.copyOf(views);
    }

    /**
     * A table.
     *
     * @param name what its file is called
     * @param definition a ViewDefinition as JSON
     */
    public record View(String name, String definition) {}
}
