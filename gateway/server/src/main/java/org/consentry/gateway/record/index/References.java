package org.consentry.gateway.record.index;

import java.util.Optional;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;

/**
 * Reads what stands in {@code Reference.reference}. A bundle of a thousand resources asks ten thousand times, so this
 * looks at characters instead of matching patterns.
 */
public final class References {
    private static final String HISTORY = "/_history/";

    private References() {}

    /** The resource here that is meant, when the reference is relative or below our own base. */
    public static Optional<ResourceId> local(String reference, String ownBase) {
        String relative = reference.startsWith(ownBase) ? reference.substring(ownBase.length()) : reference;
        int slash = relative.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String type = relative.substring(0, slash);
        if (!Definitions.r4().isType(type)) {
            return Optional.empty();
        }
        int next = relative.indexOf('/', slash + 1);
        String id = relative.substring(slash + 1, next < 0 ? relative.length() : next);
        boolean well = ResourceId.isId(id) && (next < 0 || isVersion(relative, next));
        return well ? Optional.of(new ResourceId(type, id)) : Optional.empty();
    }

    private static boolean isVersion(String relative, int at) {
        return relative.startsWith(HISTORY, at) && ResourceId.isId(relative.substring(at + HISTORY.length()));
    }

    /** What index rows hold for a reference. */
    static long target(String reference, String ownBase) {
        return local(reference, ownBase).map(ResourceId::hash).orElseGet(() -> Hashes.of(reference));
    }
}
