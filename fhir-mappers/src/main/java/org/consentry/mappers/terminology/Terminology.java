package org.consentry.mappers.terminology;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Translating codes and naming systems, first by the site's own maps, then by those of this jar. Immutable and safe
 * for any number of threads; the jar's maps are read once, when first asked for.
 */
public final class Terminology {

    /** What this jar knows, and nothing of any site. */
    public static final Terminology STANDARD = new Terminology(Map.of());

    private static final Map<String, Map<String, Concept>> SHIPPED = new ConcurrentHashMap<>();
    private static final String V2_TABLE = "http://terminology.hl7.org/CodeSystem/v2-";

    private final Map<String, Map<String, Concept>> own;

    private Terminology(Map<String, Map<String, Concept>> own) {
        this.own = Map.copyOf(own);
    }

    /**
     * The same terminology with a site's FHIR ConceptMap (R4 JSON) in front. Its {@code id} names the map it extends,
     * for example {@code administrative-sex} or {@code code-systems}.
     */
    public Terminology with(String conceptMapJson) {
        JsonNode tree = ConceptMapReader.tree(conceptMapJson);
        String id = tree.path("id").asString("");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("A site's ConceptMap needs the id of the map it extends");
        }
        return merged(id, ConceptMapReader.elements(tree));
    }

    /** The same terminology with a site's names in front: URIs of its assigners or code systems, by that map's id. */
    public Terminology with(String map, Map<String, String> uris) {
        Map<String, Concept> concepts = new HashMap<>();
        uris.forEach((name, uri) -> concepts.put(name, new Concept("", uri, null)));
        return merged(map, concepts);
    }

    private Terminology merged(String id, Map<String, Concept> concepts) {
        Map<String, Concept> merged = new HashMap<>(own.getOrDefault(id, Map.of()));
        merged.putAll(concepts);
        Map<String, Map<String, Concept>> all = new HashMap<>(own);
        all.put(id, Map.copyOf(merged));
        return new Terminology(all);
    }

    /** True if this jar has a map of that id. */
    public static boolean ships(String map) {
        return map.matches("[a-z0-9-]{1,100}")
                && !SHIPPED.computeIfAbsent(map, ConceptMapReader::shipped).isEmpty();
    }

    /** What a code means in another system, if the map has it. */
    public Optional<Concept> translate(String map, @Nullable String code) {
        if (code == null) {
            return Optional.empty();
        }
        Concept concept = own.getOrDefault(map, Map.of()).get(code);
        if (concept == null) {
            concept = SHIPPED.computeIfAbsent(map, ConceptMapReader::shipped).get(code);
        }
        return Optional.ofNullable(concept);
    }

    /** The target code alone. */
    public @Nullable String code(String map, @Nullable String code) {
        return translate(map, code).map(Concept::code).orElse(null);
    }

    /**
     * The URI of a v2 coding system (HL7 table 0396): registered ones by the map {@code code-systems}, HL7 tables by
     * their number, OIDs as {@code urn:oid}, others verbatim as {@code urn:id:NAME}.
     */
    public String codeSystem(String name) {
        String known = code("code-systems", name.toUpperCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (name.startsWith("HL7") && name.length() == 7 && digits(name.substring(3))) {
            return V2_TABLE + name.substring(3);
        }
        return uri(name);
    }

    /** The URI of an assigning authority or any other name of a namespace. */
    public String namespace(String name) {
        String known = code("namespaces", name);
        return known != null ? known : uri(name);
    }

    /** True if the system publishes all its codes and this is none of them. */
    public boolean refuses(String system, String code) {
        return KnownCodes.refuses(system, code);
    }

    /** True if the system is one that FHIR R4 publishes whole. */
    public boolean publishes(String system) {
        return KnownCodes.publishes(system);
    }

    /** A URI for a name that only its sender knows. */
    public static String local(String name) {
        return "urn:id:" + encoded(name);
    }

    /** A URI for an OID, UUID or URI as it stands, or {@code urn:id:} with the name. */
    private String uri(String name) {
        if (isOid(name)) {
            String known = code("code-systems", name);
            return known != null ? known : "urn:oid:" + name;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("urn:oid:")) {
            return uri(name.substring(8));
        }
        if (lower.startsWith("urn:uuid:")) {
            return uri(name.substring(9));
        }
        boolean uri = lower.startsWith("http://") || lower.startsWith("https://") || lower.startsWith("urn:");
        if (uri && name.chars().noneMatch(c -> c <= ' ' || c > 126)) {
            return name;
        }
        return isUuid(lower) ? "urn:uuid:" + lower : local(name);
    }

    private static String encoded(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~:/+".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : percent(c));
        }
        return out.toString();
    }

    private static String percent(char c) {
        StringBuilder out = new StringBuilder();
        for (byte b : String.valueOf(c).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            out.append('%').append(String.format("%02X", b & 0xff));
        }
        return out.toString();
    }

    /** True for numbers with dots between, the first of them 0, 1 or 2, in all long enough to be anybody's. */
    public static boolean isOid(String name) {
        if (name.length() < 3 || name.charAt(0) < '0' || name.charAt(0) > '2' || name.charAt(1) != '.') {
            return false;
        }
        if (name.lastIndexOf('.') < 5) {
            return false;
        }
        for (String arc : name.split("\\.", -1)) {
            if (!digits(arc) || (arc.length() > 1 && arc.charAt(0) == '0')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUuid(String lower) {
        if (lower.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? lower.charAt(i) != '-' : Character.digit(lower.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
