package org.consentry.gateway.record.index;

import java.util.Optional;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.CompositeKeys;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.definition.Unions;
import org.consentry.gateway.record.index.IndexRows.DateRow;
import org.consentry.gateway.record.index.IndexRows.ReferenceRow;
import org.consentry.gateway.record.index.IndexRows.TextRow;
import org.consentry.gateway.record.index.IndexRows.TokenRow;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns a resource into its index rows.
 *
 * <p>No rows are made for {@code _id}, {@code _lastUpdated} and {@code _source}, which are columns, nor for the reference that makes the
 * subject column: {@code Observation?patient=…} is a range of the primary key. A
 * parameter that is nothing but others together ({@link Unions}) has none either.
 */
public final class Extraction {
    private final String ownBase;
    private final Catalog catalog;

    /**
     * For resources that refer to each other below this base URL.
     *
     * @param ownBase the FHIR base URL with its trailing slash
     */
    public Extraction(String ownBase, Catalog catalog) {
        this.ownBase = ownBase;
        this.catalog = catalog;
    }

    /** Looks whether search parameters were posted elsewhere. */
    public void refresh() {
        catalog.refresh();
    }

    /**
     * All rows of a resource.
     *
     * @param patient the patient whose record this is, as {@code Patient/id}
     */
    public IndexRows rows(String type, JsonNode resource, Optional<String> patient) {
        IndexRows rows = new IndexRows();
        Definitions.SubjectRule rule = Definitions.r4().subject(type);
        for (SearchParameter parameter : catalog.parameters(type).values()) {
            if (parameter.code().equals("_source") || parameter.isUnion()) {
                continue;
            }
            for (SearchParameter.Shape shape : parameter.shapes()) {
                composite(parameter, shape, resource, rows);
            }
            String omitted = patient.isPresent() && rule.isAskedBy(parameter) ? patient.get() : null;
            for (ElementPath path : parameter.paths()) {
                if (path.datatype().equals("exists")) {
                    rows.tokens.add(new TokenRow(parameter.key(), Hashes.of(deceased(resource)), 0));
                    continue;
                }
                path.walkShown(resource, value -> value(parameter.kind(), parameter, path, value, rows, omitted));
            }
        }
        return rows;
    }

    /** R4 says {@code Patient.deceased.exists() and Patient.deceased != false}: a date says yes as well. */
    private static String deceased(JsonNode patient) {
        return String.valueOf(patient.has("deceasedDateTime")
                || patient.path("deceasedBoolean").asBoolean(false));
    }

    private void value(
            ParameterKind kind,
            SearchParameter parameter,
            ElementPath path,
            JsonNode value,
            IndexRows rows,
            @Nullable String omitted) {
        int key = parameter.key();
        switch (kind) {
            case TOKEN ->
                TokenValues.read(path.datatype(), value, (code, system) -> {
                    rows.tokens.add(new TokenRow(key, Hashes.of(code), system.isEmpty() ? 0 : Hashes.small(system)));
                });
            case STRING -> {
                if (parameter.code().equals("phonetic")) {
                    TextValues.read(path.datatype(), value, name -> {
                        String code = Phonetic.code(name);
                        rows.texts.add(new TextRow(key, code, Hashes.small(code)));
                    });
                    return;
                }
                TextValues.read(
                        path.datatype(),
                        value,
                        text -> rows.texts.add(new TextRow(key, Texts.normalized(text), Hashes.small(text))));
            }
            case URI -> uri(key, value, rows);
            case DATE ->
                DateValues.read(path.datatype(), value)
                        .ifPresent(range -> rows.dates.add(new DateRow(key, range.low(), range.high())));
            case NUMBER, QUANTITY -> QuantityValues.read(path.datatype(), value, key, rows.quantities::add);
            case REFERENCE -> reference(parameter, path, value, rows, omitted);
            case COMPOSITE -> throw new IllegalStateException("composites have no paths");
        }
        if (kind == ParameterKind.TOKEN && path.datatype().equals("Identifier")) {
            ofType(parameter, value, rows);
        }
    }

    private static void uri(int key, JsonNode value, IndexRows rows) {
        if (value.isString() && value.stringValue().length() <= Bounds.MOST_INDEXED_URI) {
            rows.texts.add(new TextRow(key, value.stringValue(), 0));
        }
    }

    private void reference(
            SearchParameter parameter, ElementPath path, JsonNode value, IndexRows rows, @Nullable String omitted) {
        if (value.isString()) {
            String canonical = value.stringValue();
            rows.references.add(new ReferenceRow(parameter.key(), References.target(canonical, ownBase)));
            int version = canonical.indexOf('|');
            if (version > 0) {
                rows.references.add(new ReferenceRow(parameter.key(), Hashes.of(canonical.substring(0, version))));
            }
            return;
        }
        if (path.datatype().equals("resource")) {
            // The first entry of a document or message stands in for the reference to it.
            if (value.path("resourceType").stringValue("").equals(path.target())) {
                String self = path.target() + "/" + value.path("id").stringValue("");
                rows.references.add(new ReferenceRow(parameter.key(), References.target(self, ownBase)));
            }
            return;
        }
        String text = value.path("reference").stringValue("");
        Optional<ResourceId> local = References.local(text, ownBase);
        boolean wanted = path.target() == null
                || local.map(ResourceId::type)
                        .orElse(value.path("type").stringValue(""))
                        .equals(path.target());
        if (!text.isEmpty() && !text.startsWith("#") && wanted) {
            if (!local.map(ResourceId::reference).orElse("").equals(omitted)) {
                rows.references.add(new ReferenceRow(
                        parameter.key(), local.map(ResourceId::hash).orElseGet(() -> Hashes.of(text))));
            }
        }
        JsonNode identifier = value.get("identifier");
        if (identifier != null && identifier.isObject()) {
            int key = identifierKey(parameter);
            TokenValues.read(
                    "Identifier",
                    identifier,
                    (code, system) -> rows.tokens.add(
                            new TokenRow(key, Hashes.of(code), system.isEmpty() ? 0 : Hashes.small(system))));
        }
    }

    /** Rows for {@code :of-type}, whose value is {@code type system|type code|value}. */
    private static void ofType(SearchParameter parameter, JsonNode identifier, IndexRows rows) {
        String value = identifier.path("value").stringValue("");
        for (JsonNode coding : identifier.path("type").path("coding")) {
            String code = coding.path("code").stringValue("");
            if (!code.isEmpty() && !value.isEmpty()) {
                String whole = coding.path("system").stringValue("") + "|" + code + "|" + value;
                rows.tokens.add(new TokenRow(ofTypeKey(parameter), Hashes.of(whole), 0));
            }
        }
    }

    public static int identifierKey(SearchParameter parameter) {
        return SearchParameter.key(parameter.type(), parameter.code() + ":identifier");
    }

    public static int ofTypeKey(SearchParameter parameter) {
        return SearchParameter.key(parameter.type(), parameter.code() + ":of-type");
    }

    /**
     * A composite whose root repeats is indexed under keys that hold its first part: whoever asks for
     * {@code 8480-6$gt140} asks the key of "8480-6" for a quantity. A composite of the whole resource needs no rows of
     * its own: both parts are asked separately.
     */
    private void composite(SearchParameter parameter, SearchParameter.Shape shape, JsonNode resource, IndexRows rows) {
        if (parameter.isWhole()) {
            return;
        }
        SearchParameter.Part first = shape.parts().getFirst();
        shape.root().walkShown(resource, element -> {
            for (ElementPath path : first.paths()) {
                JsonNode from = first.outside() ? resource : element;
                if (first.kind() == ParameterKind.REFERENCE) {
                    path.walkShown(from, value -> parts(parameter, shape, referenceText(value), element, rows));
                    continue;
                }
                path.walkShown(
                        from,
                        value -> TokenValues.read(path.datatype(), value, (code, system) -> {
                            parts(parameter, shape, code, element, rows);
                            if (!system.isEmpty()) {
                                parts(parameter, shape, system + "|" + code, element, rows);
                            }
                        }));
            }
        });
    }

    private String referenceText(JsonNode value) {
        String text = value.path("reference").stringValue("");
        return References.local(text, ownBase).map(ResourceId::reference).orElse(text);
    }

    private void parts(
            SearchParameter composite, SearchParameter.Shape shape, String first, JsonNode element, IndexRows rows) {
        for (int i = 1; i < shape.parts().size(); i++) {
            SearchParameter.Part part = shape.parts().get(i);
            SearchParameter derived = CompositeKeys.derived(composite, part, CompositeKeys.of(composite, first, i));
            for (ElementPath path : part.paths()) {
                path.walkShown(element, value -> value(part.kind(), derived, path, value, rows, null));
            }
        }
    }
}
