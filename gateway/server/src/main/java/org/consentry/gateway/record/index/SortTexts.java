package org.consentry.gateway.record.index;

import java.util.Set;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.SearchParameter;
import tools.jackson.databind.JsonNode;

/** The values of a parameter as texts that sort. */
public final class SortTexts {
    private SortTexts() {}

    /** What a resource is sorted by; ranges by their beginning. */
    public static void read(SearchParameter parameter, ElementPath path, JsonNode body, Set<String> values) {
        path.walk(body, value -> {
            switch (parameter.kind()) {
                case TOKEN -> token(path, value, values);
                case STRING -> TextValues.read(path.datatype(), value, text -> values.add(Texts.normalized(text)));
                case DATE ->
                    DateValues.read(path.datatype(), value).ifPresent(range -> values.add(Long.toString(range.low())));
                case NUMBER, QUANTITY ->
                    QuantityValues.read(path.datatype(), value, 0, row -> values.add(Double.toString(row.low())));
                case REFERENCE -> reference(path, value.isString() ? value : value.path("reference"), values);
                case URI -> text(value, values);
                case COMPOSITE -> throw new IllegalStateException("nothing is sorted by composites");
            }
        });
    }

    private static void token(ElementPath path, JsonNode value, Set<String> values) {
        TokenValues.read(path.datatype(), value, (code, system) -> values.add(code));
        if (values.isEmpty() && path.datatype().equals("CodeableConcept")) {
            text(value.path("text"), values);
        }
    }

    private static void reference(ElementPath path, JsonNode value, Set<String> values) {
        if (path.target() == null || value.stringValue("").startsWith(path.target() + "/")) {
            text(value, values);
        }
    }

    private static void text(JsonNode value, Set<String> values) {
        if (!value.stringValue("").isEmpty()) {
            values.add(value.stringValue());
        }
    }
}
