package org.consentry.gateway.record;

import java.util.List;

/** The parameters that a composite makes: one per value of its first part. */
final class CompositeKeys {
    private CompositeKeys() {}

    static int of(SearchParameter composite, String firstValue) {
        return SearchParameter.key(composite.type(), composite.code() + "$" + firstValue);
    }

    /** A parameter for the second part, under a key of the first. */
    static SearchParameter derived(SearchParameter.Part part, int key) {
        return new SearchParameter("", "", part.kind(), key, part.paths(), List.of(), List.of());
    }
}
