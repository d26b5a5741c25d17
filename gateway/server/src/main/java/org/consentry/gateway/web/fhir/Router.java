package org.consentry.gateway.web.fhir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.web.fhir.FhirOperation.Level;

/**
 * From a method and a path to an interaction.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#summary">http.html#summary</a>
 */
final class Router {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final List<String> METADATA = List.of("metadata");
    private static final String HISTORY = "_history";
    private static final String SEARCH = "_search";

    private final Reads reads;
    private final Everything everything;
    private final SearchPages searches;
    private final Changes changes;
    private final Batches batches;
    private final Capabilities capabilities;
    private final List<FhirOperation> operations;
    private final List<AdditionalType> additional;
    private final String base;

    Router(
            Reads reads,
            Everything everything,
            SearchPages searches,
            Changes changes,
            Batches batches,
            Capabilities capabilities,
            List<FhirOperation> operations,
            List<AdditionalType> additional,
            String base) {
        this.reads = reads;
        this.everything = everything;
        this.searches = searches;
        this.changes = changes;
        this.batches = batches;
        this.capabilities = capabilities;
        this.operations = List.copyOf(operations);
        this.additional = List.copyOf(additional);
        this.base = base;
    }

    FhirAnswer route(FhirRequest request) {
        List<String> path = request.path();
        if (path.equals(METADATA)) {
            return metadata(request.method(), request.parameter("mode").orElse(""));
        }
        int operation = operationAt(path);
        if (operation >= 0) {
            return operation(request, path, operation);
        }
        Set<String> allowed = Allowed.at(path);
        if (allowed.isEmpty()) {
            throw Reads.notFound();
        }
        Optional<AdditionalType> other = additional.stream()
                .filter(each -> !path.isEmpty() && each.type().equals(path.getFirst()))
                .findFirst();
        if (other.isPresent() && path.size() <= 2) {
            return other.get()
                    .handle(call(
                            request,
                            Optional.of(path.getFirst()),
                            path.stream().skip(1).findFirst()));
        }
        if (!path.isEmpty() && !path.getFirst().startsWith("_")) {
            type(path);
        }
        if (!allowed.contains(request.method())) {
            throw notAllowed();
        }
        return switch (request.method()) {
            case "GET" -> get(request, path);
            case "POST" -> post(request, path);
            case "PUT" -> put(request, path);
            case "DELETE" -> delete(request, path);
            case "PATCH" -> patch(request, path);
            default -> FhirAnswer.empty(204, Map.of("Allow", String.join(", ", new TreeSet<>(allowed))));
        };
    }

    /** Whether it is asked what the server can do, which OPTIONS asks of its base too. */
    static boolean isAboutTheServer(String method, List<String> path) {
        return path.equals(METADATA) || (path.isEmpty() && method.equals("OPTIONS"));
    }

    /** FHIR capabilities. @see <a href="https://hl7.org/fhir/R4/http.html#capabilities">http.html#capabilities</a> */
    FhirAnswer metadata(String method, String mode) {
        if (!method.equals("GET") && !method.equals("OPTIONS")) {
            throw notAllowed();
        }
        return FhirAnswer.json(200, capabilities.json(mode));
    }

    /** The methods that have a meaning at a path. */
    Set<String> allowed(List<String> path) {
        return Allowed.at(path, operations);
    }

    private FhirAnswer get(FhirRequest request, List<String> path) {
        int last = path.size() - 1;
        if (path.isEmpty()) {
            return searches.search(request, Optional.empty(), request.query());
        }
        if (path.get(last).equals(SEARCH)) {
            return search(request, path, request.query());
        }
        if (path.get(last).equals(HISTORY)) {
            return switch (last) {
                case 0 -> reads.history(request, Optional.empty(), Optional.empty());
                case 1 -> reads.history(request, type(path), Optional.empty());
                case 2 -> reads.history(request, type(path), Optional.of(id(path).id()));
                default -> throw Reads.notFound();
            };
        }
        return switch (path.size()) {
            case 1 -> searches.search(request, type(path), request.query());
            case 2 -> reads.read(request, id(path));
            case 3 -> compartment(request, path);
            default -> reads.vread(request, id(path), path.get(3));
        };
    }

    /** {@code Patient/1/Observation}, or {@code *} for all types: a search with one criterion more. */
    private FhirAnswer compartment(FhirRequest request, List<String> path) {
        ResourceId owner = id(path);
        return searches.search(request, members(path.get(2)), withCompartment(owner, request.query()));
    }

    private static Optional<String> members(String type) {
        return type.equals("*") ? Optional.empty() : type(List.of(type));
    }

    private static String withCompartment(ResourceId owner, String query) {
        return "_compartment=" + owner.reference() + (query.isEmpty() ? "" : "&" + query);
    }

    private FhirAnswer post(FhirRequest request, List<String> path) {
        if (path.isEmpty()) {
            return batches.run(request, this::route);
        }
        if (path.getLast().equals(SEARCH)) {
            String form = new String(request.body(), java.nio.charset.StandardCharsets.UTF_8);
            String query =
                    request.query().isEmpty() || form.isEmpty() ? request.query() + form : request.query() + "&" + form;
            return search(request, path, query);
        }
        return changes.create(request, path.getFirst());
    }

    /** At {@code _search}, by POST or as some clients do by GET. */
    private FhirAnswer search(FhirRequest request, List<String> path, String query) {
        return path.size() == 4
                ? searches.search(request, members(path.get(2)), withCompartment(id(path), query))
                : searches.search(request, path.size() == 2 ? type(path) : Optional.empty(), query);
    }

    private FhirAnswer put(FhirRequest request, List<String> path) {
        return path.size() == 1 ? changes.updateWhere(request, path.getFirst()) : changes.update(request, id(path));
    }

    private FhirAnswer delete(FhirRequest request, List<String> path) {
        return path.size() == 1 ? changes.deleteWhere(request, path.getFirst()) : changes.delete(request, id(path));
    }

    private FhirAnswer patch(FhirRequest request, List<String> path) {
        return path.size() == 1 ? changes.patchWhere(request, path.getFirst()) : changes.patch(request, id(path));
    }

    /** An operation may be for a type that R4 does not have. */
    private static Optional<String> type(List<String> path, OperationShape shape) {
        return shape.types().contains(path.getFirst()) ? Optional.of(path.getFirst()) : type(path);
    }

    private static Optional<String> type(List<String> path) {
        if (!Definitions.r4().isType(path.getFirst())) {
            throw Problem.at(ProblemKind.NOT_FOUND, "resourceType", "no such resource type in R4");
        }
        return Optional.of(path.getFirst());
    }

    /** A malformed id is an id that nothing has. */
    static ResourceId id(List<String> path) {
        String type = type(path).orElseThrow();
        return new ResourceId(type, checked(type, path.get(1)));
    }

    private static String id(List<String> path, OperationShape shape) {
        return checked(type(path, shape).orElseThrow(), path.get(1));
    }

    private static String checked(String type, String id) {
        if (!ID.matcher(id).matches()) {
            throw Problem.at(ProblemKind.MALFORMED, type + ".id", "1 to 64 letters, digits, '-' or '.'");
        }
        return id;
    }

    private static int operationAt(List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).startsWith("$")) {
                return i;
            }
        }
        return -1;
    }

    private FhirAnswer operation(FhirRequest request, List<String> path, int at) {
        String name = path.get(at).substring(1);
        if (at != path.size() - 1 || at > 2) {
            throw Reads.notFound();
        }
        if (name.equals("everything") && at > 0 && path.getFirst().equals("Patient")) {
            if (!request.method().equals("GET") && !request.method().equals("POST")) {
                throw notAllowed();
            }
            FhirRequest asked = request.withParametersOfBody();
            return at == 2 ? everything.ofOne(asked, id(path).id()) : everything.ofAll(asked);
        }
        Level level = at == 0 ? Level.SYSTEM : at == 1 ? Level.TYPE : Level.INSTANCE;
        FhirOperation found = operations.stream()
                .filter(each -> each.shape().name().equals(name) && each.shape().isAt(level, path.getFirst()))
                .findFirst()
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such operation here"));
        boolean reading = request.method().equals("GET") && found.shape().readOnly();
        if (!reading && !request.method().equals("POST") && !request.method().equals("DELETE")) {
            throw notAllowed();
        }
        return found.handle(call(
                request,
                at == 0 ? Optional.empty() : type(path, found.shape()),
                at == 2 ? Optional.of(id(path, found.shape())) : Optional.empty()));
    }

    private FhirCall call(FhirRequest request, Optional<String> type, Optional<String> id) {
        Map<String, List<String>> parameters = request.parameters();
        return new FhirCall(
                request.caller(),
                request.method(),
                type,
                id,
                new java.util.LinkedHashMap<>(parameters),
                request.headers(),
                Negotiation.media(request.header("content-type").orElse("")),
                request.body(),
                request.query(),
                base);
    }

    /** The answer to a write that was stored without being routed. */
    FhirAnswer stored(FhirRequest request, Submissions.Entry entry) {
        return changes.answer(request, entry);
    }

    static Problem notAllowed() {
        return Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "This method has no meaning at this URL");
    }

    /** Whether an operation at this path answers in a media type that is none of FHIR's and is accepted. */
    boolean answersOtherwise(String path, String accepted) {
        int at = path.lastIndexOf("/$");
        return at >= 0
                && operations.stream()
                        .map(FhirOperation::shape)
                        .filter(shape -> path.substring(at + 2).equals(shape.name()))
                        .anyMatch(shape -> shape.produces().stream().anyMatch(accepted::contains));
    }
}
