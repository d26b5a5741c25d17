package org.consentry.gateway.record.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Value sets and code hierarchies that are stored here, as far as searches need them. What would need more than the
 * stored resources tell is refused: a search that guessed would show too little or too much.
 *
 * @see <a href="https://hl7.org/fhir/R4/valueset.html#compositions">valueset.html#compositions</a>
 */
public final class Terminology {
    private static final int MOST_CODES = 20_000;
    private static final int MOST_DEPTH = 8;

    private final RowReader reader;
    private final KnownValueSets known;

    /** Stored ones, and those that are known without being stored. */
    public Terminology(RowReader reader, KnownValueSets known) {
        this.reader = reader;
        this.known = known;
    }

    /** A code of a system. */
    record Code(String system, String code) {}

    /** Codes, and systems all of whose codes are meant. */
    public record Codes(Set<Code> listed, Set<String> systems) {
        public List<Long> codes() {
            return listed.stream().map(code -> Hashes.of(code.code())).toList();
        }

        public List<Integer> codeSystems() {
            return listed.stream().map(code -> hash(code.system())).toList();
        }

        public List<Integer> wholeSystems() {
            return systems.stream().map(Codes::hash).toList();
        }

        public boolean hasSystem(String system) {
            return systems.contains(system)
                    || listed.stream().anyMatch(code -> code.system().equals(system));
        }

        private static int hash(String system) {
            return system.isEmpty() ? 0 : Hashes.small(system);
        }
    }

    /** The codes of a stored ValueSet, named by URL, {@code url|version} or {@code ValueSet/id}. */
    Codes valueSet(String parameter, String name) {
        return valueSet(parameter, name, 0);
    }

    private Codes valueSet(String parameter, String name, int depth) {
        Optional<ObjectNode> found = stored("ValueSet", name);
        if (found.isEmpty()) {
            return known(parameter, name);
        }
        ObjectNode stored = found.get();
        if (depth > MOST_DEPTH) {
            throw unsupported(parameter);
        }
        Codes codes = new Codes(new LinkedHashSet<>(), new LinkedHashSet<>());
        if (stored.path("expansion").has("contains")) {
            contained(stored.path("expansion"), codes);
            return codes;
        }
        for (JsonNode include : stored.path("compose").path("include")) {
            Codes more = part(parameter, include, depth);
            codes.listed().addAll(more.listed());
            codes.systems().addAll(more.systems());
        }
        for (JsonNode exclude : stored.path("compose").path("exclude")) {
            Codes less = part(parameter, exclude, depth);
            if (codes.systems().stream().anyMatch(less::hasSystem)) {
                throw unsupported(parameter);
            }
            codes.listed().removeAll(less.listed());
            codes.listed().removeIf(code -> less.systems().contains(code.system()));
        }
        if (codes.listed().size() > MOST_CODES) {
            throw Problem.at(ProblemKind.TOO_COSTLY, parameter, "this value set is too large to search by");
        }
        return codes;
    }

    private Codes known(String parameter, String name) {
        Codes codes = new Codes(new LinkedHashSet<>(), new LinkedHashSet<>());
        known.codes(name)
                .orElseThrow(() -> Problem.at(
                        ProblemKind.NOT_SUPPORTED,
                        parameter,
                        "names a value set that is not stored here, or not with all of its codes"))
                .forEach(code -> codes.listed().add(new Code(code.system(), code.code())));
        return codes;
    }

    private static void contained(JsonNode parent, Codes codes) {
        for (JsonNode concept : parent.path("contains")) {
            String code = concept.path("code").stringValue("");
            if (!code.isEmpty() && !concept.path("abstract").asBoolean(false)) {
                codes.listed().add(new Code(concept.path("system").stringValue(""), code));
            }
            contained(concept, codes);
        }
    }

    /** One include or exclude: what its system says and all of its value sets hold. */
    private Codes part(String parameter, JsonNode part, int depth) {
        Codes codes = null;
        String system = part.path("system").stringValue("");
        if (!system.isEmpty()) {
            codes = ofSystem(parameter, part, system);
        }
        for (JsonNode name : part.path("valueSet")) {
            Codes other = valueSet(parameter, name.stringValue(""), depth + 1);
            codes = codes == null ? other : both(parameter, codes, other);
        }
        return codes == null ? new Codes(Set.of(), Set.of()) : codes;
    }

    private static Codes both(String parameter, Codes one, Codes other) {
        if (!one.systems().isEmpty() || !other.systems().isEmpty()) {
            throw unsupported(parameter);
        }
        Set<Code> common = new LinkedHashSet<>(one.listed());
        common.retainAll(other.listed());
        return new Codes(common, Set.of());
    }

    private Codes ofSystem(String parameter, JsonNode part, String system) {
        Set<Code> listed = new LinkedHashSet<>();
        part.path("concept")
                .forEach(concept ->
                        listed.add(new Code(system, concept.path("code").stringValue(""))));
        if (!part.path("filter").isEmpty()) {
            Hierarchy hierarchy = hierarchy(parameter, system);
            for (JsonNode filter : part.path("filter")) {
                String op = filter.path("op").stringValue("");
                if (!op.equals("is-a") && !op.equals("descendent-of")) {
                    throw unsupported(parameter);
                }
                String root = filter.path("value").stringValue("");
                hierarchy.below(root).stream()
                        .filter(code -> op.equals("is-a") || !code.equals(root))
                        .forEach(code -> listed.add(new Code(system, code)));
            }
            return new Codes(listed, Set.of());
        }
        return listed.isEmpty() ? new Codes(Set.of(), Set.of(system)) : new Codes(listed, Set.of());
    }

    /** The codes at and below, or at and above, a code of a stored CodeSystem. */
    Codes branch(String parameter, String system, String code, boolean above) {
        Hierarchy hierarchy = hierarchy(parameter, system);
        Set<Code> listed = new LinkedHashSet<>();
        (above ? hierarchy.above(code) : hierarchy.below(code)).forEach(c -> listed.add(new Code(system, c)));
        return new Codes(listed, Set.of());
    }

    /** Which code stands below which. */
    private record Hierarchy(Map<String, List<String>> children, Map<String, List<String>> parents) {
        Set<String> below(String code) {
            return reach(code, children);
        }

        Set<String> above(String code) {
            return reach(code, parents);
        }

        private static Set<String> reach(String from, Map<String, List<String>> edges) {
            Set<String> seen = new LinkedHashSet<>();
            Deque<String> next = new ArrayDeque<>(List.of(from));
            while (!next.isEmpty()) {
                String code = next.pop();
                if (seen.add(code)) {
                    next.addAll(edges.getOrDefault(code, List.of()));
                }
            }
            return seen;
        }

        void read(JsonNode concepts, String parent) {
            for (JsonNode concept : concepts) {
                String code = concept.path("code").stringValue("");
                if (!parent.isEmpty()) {
                    link(parent, code);
                }
                for (JsonNode property : concept.path("property")) {
                    if (property.path("code").stringValue("").equals("parent")) {
                        link(property.path("valueCode").stringValue(""), code);
                    }
                }
                read(concept.path("concept"), code);
            }
        }

        private void link(String parent, String child) {
            children.computeIfAbsent(parent, p -> new ArrayList<>()).add(child);
            parents.computeIfAbsent(child, c -> new ArrayList<>()).add(parent);
        }
    }

    private Hierarchy hierarchy(String parameter, String system) {
        ObjectNode stored = stored("CodeSystem", system)
                .orElseThrow(() -> Problem.at(
                        ProblemKind.NOT_SUPPORTED, parameter, "needs a code system that is not stored here"));
        Hierarchy hierarchy = new Hierarchy(new HashMap<>(), new HashMap<>());
        hierarchy.read(stored.path("concept"), "");
        return hierarchy;
    }

    private Optional<ObjectNode> stored(String type, String name) {
        Optional<ResourceId> local = References.local(name, "");
        int bar = name.indexOf('|');
        String url = bar < 0 ? name : name.substring(0, bar);
        Sql sql = new Sql()
                .add("SELECT " + Row.COLUMNS + " FROM resource r WHERE r.change < 2 AND r.type = "
                        + Definitions.r4().number(type));
        if (local.isPresent()) {
            sql.add(
                    " AND r.self = ? AND r.subject = 0 AND r.id = ?",
                    local.get().hash(),
                    local.get().id());
        } else {
            int key = SearchParameter.key(type, "url");
            sql.add(
                    " AND (r.subject, r.rid) IN (SELECT u.subject, u.rid FROM string u WHERE u.parameter = " + key
                            + " AND u.value = ?) ORDER BY r.updated DESC LIMIT 100",
                    url);
        }
        return reader.rows(sql).stream()
                .map(row -> Content.parse(row.body().json()))
                .filter(found ->
                        bar < 0 || found.path("version").stringValue("").equals(name.substring(bar + 1)))
                .findFirst();
    }

    private static Problem unsupported(String parameter) {
        return Problem.at(
                ProblemKind.NOT_SUPPORTED, parameter, "this value set is composed in a way that is not supported");
    }
}
