package org.consentry.gateway.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands in {@code Reference.reference}. */
final class References {
    private static final Pattern RELATIVE =
            Pattern.compile("([A-Z][A-Za-z]{1,63})/([A-Za-z0-9\\-.]{1,64})(?:/_history/[A-Za-z0-9\\-.]{1,64})?");

    private References() {}

    /** The resource here that is meant, when the reference is relative or below our own base. */
    static Optional<ResourceId> local(String reference, String ownBase) {
        String relative = reference.startsWith(ownBase) ? reference.substring(ownBase.length()) : reference;
        Matcher matcher = RELATIVE.matcher(relative);
        return matcher.matches() && Definitions.r4().isType(matcher.group(1))
                ? Optional.of(new ResourceId(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** What index rows hold for a reference. */
    static long target(String reference, String ownBase) {
        return local(reference, ownBase).map(Hashes::self).orElseGet(() -> Hashes.of(reference));
    }
}
