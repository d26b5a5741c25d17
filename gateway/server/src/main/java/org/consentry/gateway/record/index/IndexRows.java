package org.consentry.gateway.record.index;

import java.util.LinkedHashSet;
import java.util.Set;

/** The index rows of one version of one resource, without duplicates. */
public final class IndexRows {
    public record TokenRow(int parameter, long code, int system) {}

    public record TextRow(int parameter, String value, int exact) {}

    public record DateRow(int parameter, long low, long high) {}

    public record QuantityRow(int parameter, double low, double high, int system, int code) {}

    public record ReferenceRow(int parameter, long target) {}

    public final Set<TokenRow> tokens = new LinkedHashSet<>();
    public final Set<TextRow> texts = new LinkedHashSet<>();
    public final Set<DateRow> dates = new LinkedHashSet<>();
    public final Set<QuantityRow> quantities = new LinkedHashSet<>();
    public final Set<ReferenceRow> references = new LinkedHashSet<>();

    public int size() {
        return tokens.size() + texts.size() + dates.size() + quantities.size() + references.size();
    }

    /** The rows here that the other does not have. */
    public IndexRows without(IndexRows other) {
        IndexRows rest = new IndexRows();
        rest.tokens.addAll(tokens);
        rest.tokens.removeAll(other.tokens);
        rest.texts.addAll(texts);
        rest.texts.removeAll(other.texts);
        rest.dates.addAll(dates);
        rest.dates.removeAll(other.dates);
        rest.quantities.addAll(quantities);
        rest.quantities.removeAll(other.quantities);
        rest.references.addAll(references);
        rest.references.removeAll(other.references);
        return rest;
    }
}
