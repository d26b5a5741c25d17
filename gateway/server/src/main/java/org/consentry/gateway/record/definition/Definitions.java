package org.consentry.gateway.record.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * What R4 says about resource types and their search parameters, read once from the files beside this class.
 * {@code src/build/search-parameters.py} writes them from the specification.
 */
public final class Definitions {
    private static final Definitions R4 = new Definitions();
    private static final Set<String> TRUTHS = Set.of("boolean", "exists");
    private static final String SPECIAL_VALUES = "http://terminology.hl7.org/CodeSystem/special-values";

    private final List<String> types;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, SubjectRule> subjects = new HashMap<>();
    private final Map<String, Map<String, SearchParameter>> parameters = new HashMap<>();
    private final Map<Integer, String> codeSystems = new HashMap<>();
    private final Map<String, Set<String>> compartments = new HashMap<>();

    private Definitions() {
        types = lines("resource-types.txt");
        for (int i = 0; i < types.size(); i++) {
            numbers.put(types.get(i), i + 1);
            parameters.put(types.get(i), new TreeMap<>());
        }
        lines("resource-subjects.tsv").stream().map(SubjectRule::parse).forEach(r -> subjects.put(r.type(), r));
        List<String> defined = lines("search-parameters.tsv");
        Unions unions = new Unions(defined);
        defined.stream()
                .map(line -> parameter(line, unions))
                .forEach(p -> parameters.getOrDefault(p.type(), Map.of()).put(p.code(), p));
        for (String line : lines("code-systems.tsv")) {
            String[] cells = line.split("\t", -1);
            codeSystems.put(SearchParameter.key(cells[0], cells[1]), cells[2]);
        }
        for (String line : lines("compartments.tsv")) {
            String[] cells = line.split("\t", -1);
            compartments.put(cells[0] + "/" + cells[1], Set.of(cells[2].split(",", -1)));
        }
    }

    /** The definitions of FHIR R4. */
    public static Definitions r4() {
        return R4;
    }

    /** All resource types that can be stored, by name. */
    public List<String> types() {
        return types;
    }

    /** Whether this is the name of a resource type that can be stored. */
    public boolean isType(String name) {
        return numbers.containsKey(name);
    }

    /** Search parameters of a type by their code. */
    public Map<String, SearchParameter> parameters(String type) {
        return parameters.getOrDefault(type, Map.of());
    }

    public Optional<SearchParameter> parameter(String type, String code) {
        return Optional.ofNullable(parameters(type).get(code));
    }

    /** The code system that the values of a parameter on an element of type code have without naming it. */
    public Optional<String> impliedSystem(SearchParameter parameter) {
        String bound = codeSystems.get(parameter.key());
        boolean truth = !parameter.paths().isEmpty()
                && parameter.paths().stream().allMatch(path -> TRUTHS.contains(path.datatype()));
        return Optional.ofNullable(bound == null && truth ? SPECIAL_VALUES : bound);
    }

    /** Parameters that say which resources of a type are in a compartment; none when it has none of that type. */
    public List<SearchParameter> compartment(String owner, String type) {
        return compartments.getOrDefault(owner + "/" + type, Set.of()).stream()
                .flatMap(code -> parameter(type, code).stream())
                .toList();
    }

    public int number(String type) {
        Integer number = numbers.get(type);
        if (number == null) {
            throw Problem.at(ProblemKind.NOT_FOUND, "resourceType", "no such resource type in R4");
        }
        return number;
    }

    public String name(int number) {
        return types.get(number - 1);
    }

    public SubjectRule subject(String type) {
        return subjects.getOrDefault(type, SubjectRule.directory(type));
    }

    /** Whether resources of this type concern no patient and may be read by every member. */
    public boolean isDirectory(String type) {
        return isType(type) && subject(type).directory();
    }

    private static SearchParameter parameter(String line, Unions unions) {
        String[] cells = line.split("\t", -1);
        ParameterKind kind = ParameterKind.valueOf(cells[2].toUpperCase(Locale.ROOT));
        boolean composite = kind == ParameterKind.COMPOSITE;
        return new SearchParameter(
                cells[0],
                cells[1],
                kind,
                SearchParameter.key(cells[0], cells[1]),
                composite ? List.of() : paths(cells[3], ";"),
                cells[4].isEmpty() ? List.of() : List.of(cells[4].split(",", -1)),
                composite
                        ? Arrays.stream(cells[3].split(";", -1))
                                .map(Definitions::shape)
                                .toList()
                        : List.of(),
                unions.parts(cells[0], cells[1]));
    }

    private static List<ElementPath> paths(String text, String separator) {
        return Arrays.stream(text.split(java.util.regex.Pattern.quote(separator), -1))
                .map(ElementPath::parse)
                .toList();
    }

    private static SearchParameter.Shape shape(String text) {
        String[] parts = text.split("~", -1);
        List<SearchParameter.Part> components = new ArrayList<>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            String routes = part.substring(equals + 1);
            components.add(new SearchParameter.Part(
                    ParameterKind.valueOf(part.substring(0, equals).toUpperCase(Locale.ROOT)),
                    paths(routes.replace("/", ""), "|"),
                    routes.startsWith("/")));
        }
        return new SearchParameter.Shape(ElementPath.parse(parts[0]), List.copyOf(components));
    }

    private static List<String> lines(String file) {
        try (InputStream in = Definitions.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How the patient of a resource is found.
     *
     * @param paths the elements that refer to the patient
     * @param self whether the resource is a patient
     * @param anyTarget whether a reference to something else leads to that thing's patient
     * @param directory whether the type concerns no patient and is readable by all members
     */
    public record SubjectRule(
            String type, List<ElementPath> paths, boolean self, boolean anyTarget, boolean directory) {
        private static final Set<String> MARKS = Set.of("self", "-", "+");

        static SubjectRule directory(String type) {
            return new SubjectRule(type, List.of(), false, false, true);
        }

        static SubjectRule parse(String line) {
            String[] cells = line.split("\t", -1);
            List<ElementPath> paths = MARKS.contains(cells[1])
                    ? List.of()
                    : Arrays.stream(cells[1].split(",", -1))
                            .map(ElementPath::parse)
                            .toList();
            return new SubjectRule(cells[0], paths, cells[1].equals("self"), cells.length > 2, cells[1].equals("+"));
        }

        /** Whether a parameter asks for exactly the element that makes the subject column. */
        public boolean isAskedBy(SearchParameter parameter) {
            return paths.size() == 1
                    && !anyTarget
                    && parameter.paths().size() == 1
                    && parameter
                            .paths()
                            .getFirst()
                            .route()
                            .equals(paths.getFirst().route());
        }
    }
}
