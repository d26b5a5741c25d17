package org.consentry.gateway.record.write;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.patch.Patch;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ExpectedVersion;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.row.Content;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One changing entry of a transaction.
 *
 * @param fullUrl what other entries call it; empty when it has no name
 * @param id the logical id that the URL names
 * @param condition of a conditional create, update, patch or delete
 * @param patch what a patch changes
 */
record BundleEntry(
        int index,
        Method method,
        String fullUrl,
        String type,
        Optional<String> id,
        Optional<String> condition,
        OptionalLong ifMatch,
        @Nullable ObjectNode resource,
        @Nullable Patch patch) {
    private static final Pattern URL =
            Pattern.compile("([A-Z][A-Za-z]{1,63})(?:/([A-Za-z0-9\\-.]{1,64}))?/?(?:\\?(.{1,4096}))?");

    /** The index of a change that came alone. */
    static final int ALONE = -1;

    /** The methods that change something. */
    enum Method {
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /**
     * Reads an entry; empty for one that only reads.
     *
     * @param ownBase what a URL may begin with
     */
    static Optional<BundleEntry> read(int index, JsonNode entry, String ownBase) {
        JsonNode request = entry.path("request");
        String method = request.path("method").stringValue("").toUpperCase(Locale.ROOT);
        String place = relative(request.path("url").stringValue(""), ownBase);
        if (method.equals("GET") || method.equals("HEAD") || (method.equals("POST") && isSearch(place))) {
            return Optional.empty();
        }
        Method known =
                switch (method) {
                    case "POST" -> Method.POST;
                    case "PUT" -> Method.PUT;
                    case "PATCH" -> Method.PATCH;
                    case "DELETE" -> Method.DELETE;
                    default -> throw at(index, "request.method", "GET, HEAD, POST, PUT, PATCH or DELETE");
                };
        Matcher url = URL.matcher(place);
        if (!url.matches() || !Definitions.r4().isType(url.group(1))) {
            throw at(index, "request.url", "Type, Type/id or Type?condition");
        }
        String condition = known == Method.POST
                ? request.path("ifNoneExist").stringValue("")
                : Optional.ofNullable(url.group(3)).orElse("");
        ObjectNode resource = entry.get("resource") instanceof ObjectNode object ? object : null;
        return Optional.of(new BundleEntry(
                        index,
                        known,
                        entry.path("fullUrl").stringValue(""),
                        url.group(1),
                        Optional.ofNullable(url.group(2)),
                        condition.isEmpty() ? Optional.empty() : Optional.of(bare(condition)),
                        expected(index, known, request),
                        known == Method.PATCH ? null : resource,
                        known == Method.PATCH && resource != null ? patch(index, resource) : null)
                .checked()
                .inside());
    }

    private static Patch patch(int index, ObjectNode resource) {
        try {
            return Patch.of(resource);
        } catch (Problem e) {
            throw Problem.at(e.kind(), place(index, "resource"), e.text());
        }
    }

    /** What problems call it. */
    String place() {
        return index == ALONE ? type : "Bundle.entry[" + index + "]";
    }

    /** What problems call the resource in it. */
    String content() {
        return index == ALONE ? type : place() + ".resource";
    }

    /** What problems call the version that it expects. */
    String expectedAt() {
        return index == ALONE ? "If-Match" : place() + ".request.ifMatch";
    }

    /** The entry with its patch applied. */
    BundleEntry patched(ObjectNode content) {
        return new BundleEntry(index, method, fullUrl, type, id, condition, ifMatch, content, patch);
    }

    /** Clients write both {@code Patient?identifier=…} and {@code identifier=…} in ifNoneExist. */
    private static String bare(String condition) {
        int question = condition.indexOf('?');
        return question < 0 ? condition : condition.substring(question + 1);
    }

    private static String relative(String url, String ownBase) {
        String below = url.startsWith(ownBase) ? url.substring(ownBase.length()) : url;
        return below.startsWith("/") ? below.substring(1) : below;
    }

    private static boolean isSearch(String place) {
        int question = place.indexOf('?');
        return (question < 0 ? place : place.substring(0, question)).endsWith("_search");
    }

    private static OptionalLong expected(int index, Method method, JsonNode request) {
        String text = request.path("ifMatch").stringValue("");
        if (text.isEmpty()) {
            boolean onlyNew = method == Method.PUT
                    && request.path("ifNoneMatch").stringValue("").equals("*");
            return onlyNew ? OptionalLong.of(ExpectedVersion.NONE) : OptionalLong.empty();
        }
        OptionalLong expected = ExpectedVersion.ofMatch(text);
        if (expected.isEmpty()) {
            throw at(index, "request.ifMatch", "an ETag such as W/\"3\"");
        }
        return expected;
    }

    /** Looks at the content as the store will, while it is known whose it is. */
    private BundleEntry inside() {
        if (resource != null && method != Method.DELETE) {
            try {
                Content.check(type, resource);
            } catch (Problem e) {
                throw Problem.at(e.kind(), place() + ".resource", e.text());
            }
        }
        return this;
    }

    private BundleEntry checked() {
        boolean content = method == Method.POST || method == Method.PUT;
        if ((content && resource == null) || (method == Method.PATCH && patch == null)) {
            throw at(index, "resource", "is missing");
        }
        if (content
                && resource != null
                && !resource.path("resourceType").stringValue("").equals(type)) {
            throw at(index, "resource", "is not of the type that the URL names");
        }
        if (method == Method.POST && id.isPresent()) {
            throw at(index, "request.url", "a create names a type, not an id");
        }
        if (method != Method.POST && id.isEmpty() && condition.isEmpty()) {
            throw at(index, "request.url", "names neither an id nor a condition");
        }
        if (method == Method.PUT && id.isPresent() && resource != null) {
            String own = resource.path("id").stringValue(id.get());
            if (!own.equals(id.get())) {
                throw at(index, "resource.id", "is not the id that the URL names");
            }
        }
        return this;
    }

    static Problem at(int index, String place, String message) {
        return Problem.at(ProblemKind.MALFORMED, place(index, place), message);
    }

    private static String place(int index, String place) {
        return "Bundle.entry[" + index + "]." + place;
    }
}
