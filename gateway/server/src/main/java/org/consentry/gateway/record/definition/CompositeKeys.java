package org.consentry.gateway.record.definition;

import java.util.List;

/** The parameters that a composite makes: one per value of its first part. */
public final class CompositeKeys {
    private CompositeKeys() {}

    /**
     * The parameter's number, where the first part has this value.
     *
     * @param part which part's values stand under the key, from 1
     */
    public static int of(SearchParameter composite, String firstValue, int part) {
        String more = part == 1 ? "" : "$" + part;
        return SearchParameter.key(composite.type(), composite.code() + more + "$" + firstValue);
    }

    /** A parameter for a later part, under a key of the first. */
    public static SearchParameter derived(SearchParameter composite, SearchParameter.Part part, int key) {
        return new SearchParameter(
                composite.type(), composite.code(), part.kind(), key, part.paths(), List.of(), List.of(), List.of());
    }
}
