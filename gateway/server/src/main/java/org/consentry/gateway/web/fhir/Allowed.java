package org.consentry.gateway.web.fhir;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.web.fhir.FhirOperation.Level;

/**
 * The methods that have a meaning at a path, for the {@code Allow} header.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#summary">http.html#summary</a>
 */
final class Allowed {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> INVOKING = Set.of("POST", "OPTIONS");
    private static final Set<String> ROOT = Set.of("GET", "HEAD", "POST", "OPTIONS");
    private static final Set<String> INSTANCE = Set.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> TYPE = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private Allowed() {}

    /** Empty where nothing is. The type, if the path has one, need not exist. */
    static Set<String> at(List<String> path) {
        if (path.isEmpty()) {
            return ROOT;
        }
        String last = path.getLast();
        if (last.equals("_search")) {
            return path.size() == 3 || path.size() > 4 ? Set.of() : ROOT;
        }
        if (last.equals("_history")) {
            return path.size() > 3 ? Set.of() : READING;
        }
        return switch (path.size()) {
            case 1 -> last.equals("metadata") ? READING : TYPE;
            case 2 -> INSTANCE;
            case 3 -> READING;
            case 4 -> path.get(2).equals("_history") ? READING : Set.of();
            default -> Set.of();
        };
    }

    /** For operations, by their shapes. */
    static Set<String> at(List<String> path, List<FhirOperation> operations) {
        int size = path.size();
        if (path.isEmpty() || !path.getLast().startsWith("$")) {
            return at(path);
        }
        if (size > 3) {
            return Set.of();
        }
        Level level = size == 1 ? Level.SYSTEM : size == 2 ? Level.TYPE : Level.INSTANCE;
        String name = path.getLast().substring(1);
        if (size > 1 && name.equals("everything") && path.getFirst().equals("Patient")) {
            return ROOT;
        }
        Optional<OperationShape> shape = operations.stream()
                .map(FhirOperation::shape)
                .filter(each -> each.name().equals(name) && each.isAt(level, path.getFirst()))
                .findFirst();
        return shape.map(found -> found.readOnly() ? ROOT : INVOKING).orElse(Set.of());
    }

    /** As a header, without what was just refused: a type whose writes a feature has taken over allows less. */
    static String header(Set<String> allowed, String refused) {
        Set<String> others = new TreeSet<>(allowed);
        others.remove(refused);
        return String.join(", ", others);
    }
}
