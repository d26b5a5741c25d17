package org.consentry.gateway.web.fhir;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.web.fhir.ContentDoor.RawContent;
import org.jspecify.annotations.Nullable;

/**
 * Creates and updates of a Binary whose body is the content itself. A body of FHIR's own media types is content too,
 * unless it is a Binary.
 *
 * @see <a href="https://hl7.org/fhir/R4/binary.html#rest">binary.html#rest</a>
 */
final class BinaryWrites {
    private static final String BINARY = "Binary";
    private static final String UNNAMED = "application/octet-stream";
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+!#$&^-]{1,127}/[\\w.+!#$&^-]{1,127}");

    private final Router router;
    private final ContentDoor door;
    private final Admission admission;

    BinaryWrites(Router router, ContentDoor door, Admission admission) {
        this.router = router;
        this.door = door;
        this.admission = admission;
    }

    /** Whether it can be told without the body that this brings content. */
    static boolean isContent(FhirRequest request) {
        return isBinary(request)
                && Negotiation.known(request.header("content-type").orElse("")).isEmpty();
    }

    /** Whether a body of FHIR's media types is content all the same. */
    static boolean isContent(FhirRequest request, byte[] body) {
        if (!isBinary(request)) {
            return false;
        }
        String type = Negotiation.media(request.header("content-type").orElse(""));
        Optional<String> root = BodyRoot.of(Negotiation.known(type).orElseThrow(), body);
        // What claims to be a resource and cannot be read is a mistake; the same as mere JSON or XML is a file.
        boolean claimed = type.equals(Negotiation.FHIR_JSON) || type.equals(Negotiation.FHIR_XML);
        return !root.equals(Optional.of(BINARY)) && (root.isPresent() || !claimed);
    }

    private static boolean isBinary(FhirRequest request) {
        List<String> path = request.path();
        boolean create = request.method().equals("POST") && path.size() == 1;
        boolean update = request.method().equals("PUT") && path.size() == 2;
        return (create || update) && path.getFirst().equals(BINARY);
    }

    FhirAnswer write(FhirRequest request, HttpServletRequest http) throws IOException {
        String encoding =
                Optional.ofNullable(http.getHeader("Content-Encoding")).orElse("identity");
        if (!encoding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
            // What is stored is what was sent, and nobody here unpacks it.
            throw Problem.at(ProblemKind.WRONG_MEDIA_TYPE, "Content-Encoding", "none for content");
        }
        long announced = http.getContentLengthLong();
        try (Admission.Admitted admitted = admission.open()) {
            admitted.hold(announced < 0 ? door.inMemory() : Math.min(announced, door.inMemory()));
            return write(
                    request, announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced), http.getInputStream());
        }
    }

    FhirAnswer write(FhirRequest request, byte[] body) {
        return write(request, OptionalLong.of(body.length), new ByteArrayInputStream(body));
    }

    private FhirAnswer write(FhirRequest request, OptionalLong length, InputStream body) {
        String contentType = request.header("content-type").orElse(UNNAMED);
        if (!MEDIA_TYPE.matcher(Negotiation.media(contentType)).matches()) {
            throw Problem.at(ProblemKind.WRONG_MEDIA_TYPE, "Content-Type", "a media type");
        }
        @Nullable ResourceId id = request.path().size() == 2 ? Router.id(request.path()) : null;
        Function<byte[], Asked> asked = id == null ? created(request) : updated(request, id);
        return router.stored(
                request,
                door.take(new RawContent(
                        request.caller(),
                        Optional.ofNullable(id).map(ResourceId::id),
                        asked,
                        contentType,
                        request.header("x-security-context").filter(text -> !text.isBlank()),
                        length,
                        body)));
    }

    private static Function<byte[], Asked> created(FhirRequest request) {
        Optional<String> condition = Changes.condition(request.header("if-none-exist"));
        return json -> new Asked.Create(BINARY, json, condition);
    }

    private static Function<byte[], Asked> updated(FhirRequest request, ResourceId id) {
        List<OptionalLong> expected = Versions.expected(request);
        if (expected.size() > 1) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "If-Match", "one ETag where content is sent");
        }
        return json -> new Asked.Update(id, json, expected.getFirst());
    }
}
