package org.consentry.gateway.web.fhir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.patch.Patch;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.record.Submissions.Entry;
import org.consentry.gateway.record.Submissions.Outcome;
import org.consentry.gateway.record.definition.Definitions;
import org.jspecify.annotations.Nullable;

/** Creates, updates and deletes, with and without conditions. */
final class Changes {
    private final AccessGate gate;
    private final Submissions submissions;
    private final Map<String, WriteRoute> routes;
    private final String base;

    Changes(AccessGate gate, Submissions submissions, List<WriteRoute> routes, String base) {
        this.gate = gate;
        this.submissions = submissions;
        this.routes = routes.stream().collect(Collectors.toMap(WriteRoute::type, Function.identity()));
        this.base = base;
    }

    boolean isRouted(String type) {
        return whole(type) != null;
    }

    private @Nullable WriteRoute whole(String type) {
        WriteRoute route = routes.get(type);
        return route != null && route.isWhole() ? route : null;
    }

    /** FHIR create. @see <a href="https://hl7.org/fhir/R4/http.html#create">http.html#create</a> */
    FhirAnswer create(FhirRequest request, String type) {
        known(type);
        WriteRoute route = routes.get(type);
        if (route != null && route.takes(request.caller(), request.body())) {
            WriteRoute.Written written = route.create(request.caller(), request.body());
            return answer(request, written.made() ? 201 : 200, written.version(), written.notes());
        }
        return answer(
                request,
                change(request, new Asked.Create(type, request.body(), condition(request.header("if-none-exist")))));
    }

    static Optional<String> condition(Optional<String> header) {
        return header.filter(h -> !h.isBlank()).map(h -> h.indexOf('?') < 0 ? h : h.substring(h.indexOf('?') + 1));
    }

    /** FHIR update. @see <a href="https://hl7.org/fhir/R4/http.html#update">http.html#update</a> */
    FhirAnswer update(FhirRequest request, ResourceId id) {
        known(id.type());
        WriteRoute route = routes.get(id.type());
        if (route != null && route.takes(request.caller(), id)) {
            WriteRoute.Written written = route.update(request.caller(), id, request.body());
            return answer(request, 200, written.version(), written.notes());
        }
        return answer(
                request, change(request, Versions.expected(request), tag -> new Asked.Update(id, request.body(), tag)));
    }

    /** FHIR conditional update. @see <a href="https://hl7.org/fhir/R4/http.html#cond-update">http.html#cond-update</a> */
    FhirAnswer updateWhere(FhirRequest request, String type) {
        known(type);
        refuseRouted(type);
        return answer(
                request,
                change(
                        request,
                        Versions.expected(request),
                        tag -> new Asked.ConditionalUpdate(type, request.query(), request.body(), tag)));
    }

    /** FHIR patch. @see <a href="https://hl7.org/fhir/R4/http.html#patch">http.html#patch</a> */
    FhirAnswer patch(FhirRequest request, ResourceId id) {
        known(id.type());
        refuseRouted(id.type());
        Patch patch = read(request);
        return answer(request, change(request, Versions.ifMatch(request), tag -> new Asked.Patched(id, patch, tag)));
    }

    /** FHIR conditional patch. @see <a href="https://hl7.org/fhir/R4/http.html#patch">http.html#patch</a> */
    FhirAnswer patchWhere(FhirRequest request, String type) {
        known(type);
        refuseRouted(type);
        Patch patch = read(request);
        return answer(
                request,
                change(
                        request,
                        Versions.ifMatch(request),
                        tag -> new Asked.ConditionalPatch(type, request.query(), patch, tag)));
    }

    private static Patch read(FhirRequest request) {
        return Patch.read(Negotiation.media(request.header("content-type").orElse("")), request.body());
    }

    /** FHIR delete. @see <a href="https://hl7.org/fhir/R4/http.html#delete">http.html#delete</a> */
    FhirAnswer delete(FhirRequest request, ResourceId id) {
        known(id.type());
        WriteRoute route = whole(id.type());
        if (route != null) {
            route.delete(request.caller(), id);
            return FhirAnswer.empty(204, Map.of());
        }
        Entry entry = change(request, Versions.ifMatch(request), tag -> new Asked.Delete(id, tag));
        return deleted(
                request, entry.version().version() == 0 ? Map.of() : Map.of("ETag", Versions.etag(entry.version())));
    }

    /** FHIR conditional delete. @see <a href="https://hl7.org/fhir/R4/http.html#3.1.0.7.1">http.html#3.1.0.7.1</a> */
    FhirAnswer deleteWhere(FhirRequest request, String type) {
        known(type);
        refuseRouted(type);
        change(request, new Asked.ConditionalDelete(type, request.query()));
        return deleted(request, Map.of());
    }

    /** Without content, unless it is asked for. */
    private static FhirAnswer deleted(FhirRequest request, Map<String, String> headers) {
        return request.preference("return").orElse("").equals("OperationOutcome")
                ? new FhirAnswer(200, headers, new FhirAnswer.Body.Json(OutcomeJson.notes(List.of())))
                : FhirAnswer.empty(204, headers);
    }

    private void refuseRouted(String type) {
        if (isRouted(type)) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, type + " does not support conditions; use its operations");
        }
    }

    private static void known(String type) {
        if (!Definitions.r4().isType(type)) {
            throw Problem.at(ProblemKind.NOT_FOUND, "resourceType", "no such resource type in R4");
        }
    }

    /** Each of the expected versions is tried until one is met: the store decides every single one atomically. */
    private Entry change(FhirRequest request, List<OptionalLong> expected, Function<OptionalLong, Asked> asked) {
        for (OptionalLong each : expected.subList(0, expected.size() - 1)) {
            try {
                return change(request, asked.apply(each));
            } catch (Problem unmet) {
                if (unmet.kind() != ProblemKind.STALE) {
                    throw unmet;
                }
            }
        }
        return change(request, asked.apply(expected.getLast()));
    }

    private Entry change(FhirRequest request, Asked asked) {
        return submissions.change(
                asked,
                Authors.of(request.caller()),
                Authors.matching(request.caller()),
                intents -> gate.authorize(request.caller(), intents));
    }

    FhirAnswer answer(FhirRequest request, Entry entry) {
        int status = entry.outcome() == Outcome.CREATED ? 201 : 200;
        return isShown(request.caller(), entry.version())
                ? answer(request, status, entry.version(), List.of())
                : new FhirAnswer(status, located(entry.version()), new FhirAnswer.Body.None());
    }

    /** An answer with content is a reading: it is the contributor's, and only with a scope that reads. */
    static boolean isShown(Caller caller, StoredVersion version) {
        return version.source().equals(Authors.of(caller).source())
                && caller.covers(Interaction.READ, version.id().type());
    }

    private Map<String, String> located(StoredVersion version) {
        Map<String, String> headers = new LinkedHashMap<>(Versions.headers(version));
        headers.put("Location", base + "/" + version.versionedReference());
        return headers;
    }

    private FhirAnswer answer(FhirRequest request, int status, StoredVersion version, List<String> notes) {
        Map<String, String> headers = located(version);
        return switch (request.preference("return").orElse("representation")) {
            case "minimal" -> new FhirAnswer(status, headers, new FhirAnswer.Body.None());
            case "OperationOutcome" ->
                new FhirAnswer(status, headers, new FhirAnswer.Body.Json(OutcomeJson.notes(notes)));
            default -> new FhirAnswer(status, headers, new FhirAnswer.Body.Json(version.json()));
        };
    }
}
