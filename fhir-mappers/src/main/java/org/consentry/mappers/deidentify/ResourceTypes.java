package org.consentry.mappers.deidentify;

import java.util.Set;

/** The names of all R4 resource types: {@code resource-types.txt}. */
final class ResourceTypes {
    private static final Set<String> NAMES = Set.copyOf(Resources.lines("resource-types.txt"));

    private ResourceTypes() {}

    static boolean known(String name) {
        return NAMES.contains(name);
    }
}
