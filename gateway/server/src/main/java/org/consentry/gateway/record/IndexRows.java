package org.consentry.gateway.record;

import java.util.LinkedHashSet;
import java.util.Set;

/** The index rows of one version of one resource, without duplicates. */
final class IndexRows {
    record TokenRow(int parameter, long code, int system) {}

    record TextRow(int parameter, String value, int exact) {}

    record DateRow(int parameter, long low, long high) {}

    record QuantityRow(int parameter, double low, double high, int system, int code) {}

    record ReferenceRow(int parameter, long target) {}

    final Set<TokenRow> tokens = new LinkedHashSet<>();
    final Set<TextRow> texts = new LinkedHashSet<>();
    final Set<DateRow> dates = new LinkedHashSet<>();
    final Set<QuantityRow> quantities = new LinkedHashSet<>();
    final Set<ReferenceRow> references = new LinkedHashSet<>();

    int size() {
        return tokens.size() + texts.size() + dates.size() + quantities.size() + references.size();
    }

    /** The rows here that the other does not have. */
    IndexRows without(IndexRows other) {
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
