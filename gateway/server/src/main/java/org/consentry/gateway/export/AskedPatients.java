package org.consentry.gateway.export;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The patients that a request names: by their ids, or by the names that the project's other exports gave them. */
final class AskedPatients {
    private static final Pattern PSEUDONYM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private final Set<String> asked;
    private final UnaryOperator<String> pseudonym;

    AskedPatients(Set<String> asked, UnaryOperator<String> pseudonym) {
        this.asked = asked;
        this.pseudonym = pseudonym;
    }

    /** Whether this one is asked for. */
    boolean contains(String id) {
        return asked.contains(id) || (hasPseudonyms() && asked.contains(pseudonym.apply(id)));
    }

    /**
     * Their ids. Where pseudonyms are named everybody is asked for theirs, because they cannot be reckoned backwards.
     *
     * @param everybody tells the id of every patient there is
     */
    Set<String> ids(Consumer<Consumer<String>> everybody) {
        if (!hasPseudonyms()) {
            return asked;
        }
        Set<String> ids = new HashSet<>(asked);
        everybody.accept(id -> Optional.of(id).filter(this::contains).ifPresent(ids::add));
        return ids;
    }

    private boolean hasPseudonyms() {
        return asked.stream().anyMatch(name -> PSEUDONYM.matcher(name).matches());
    }
}
