package org.consentry.gateway.export.table;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.view.ViewDefinition.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource as one row: a column for each element that its type may have at the top, every type of a choice its own.
 * What has fields is JSON; the extensions of simple values, such as {@code _birthDate}, are the last column together.
 */
final class ResourceColumns {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FhirContext R4 = FhirContext.forR4Cached();
    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");
    private static final String COMPANIONS = "primitiveExtensions";

    private final List<Column> columns = new ArrayList<>();

    ResourceColumns(String type) {
        columns.add(new Column("resourceType", "code", false));
        for (BaseRuntimeChildDefinition child : R4.getResourceDefinition(type).getChildren()) {
            if (EXTENSIONS.contains(child.getElementName())) {
                // HAPI's definition of modifierExtension names children that it does not have.
                columns.add(new Column(child.getElementName(), "json", true));
                continue;
            }
            for (String name : child.getValidChildNames()) {
                BaseRuntimeElementDefinition<?> element = child.getChildByName(name);
                if (element != null && !name.endsWith("Resource")) {
                    columns.add(column(child, name, element));
                }
            }
        }
        columns.add(new Column(COMPANIONS, "string", true));
    }

    private static Column column(
            BaseRuntimeChildDefinition child, String name, BaseRuntimeElementDefinition<?> element) {
        boolean simple =
                switch (element.getChildType()) {
                    case PRIMITIVE_DATATYPE, ID_DATATYPE -> true;
                    default -> false;
                };
        return new Column(name, simple ? element.getName() : "json", child.getMax() != 1);
    }

    List<Column> columns() {
        return columns;
    }

    /** The row of one resource as UTF-8 JSON. */
    List<@Nullable JsonNode> row(byte[] json) {
        JsonNode resource = JSON.readTree(json);
        List<@Nullable JsonNode> row = new ArrayList<>();
        for (Column column : columns) {
            row.add(column.name().equals(COMPANIONS) ? companions(resource) : resource.get(column.name()));
        }
        return row;
    }

    private static @Nullable JsonNode companions(JsonNode resource) {
        ObjectNode companions = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : resource.properties()) {
            if (field.getKey().startsWith("_")) {
                companions.set(field.getKey(), field.getValue());
            }
        }
        return companions.isEmpty() ? null : companions;
    }
}
