package org.consentry.gateway.patch;

import java.util.Base64;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of parts of a resource.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#patch">http.html#patch</a>
 */
public sealed interface Patch permits JsonPatch, PathPatch, XmlPatch {
    /** The media type of a JSON Patch. */
    String JSON_PATCH = "application/json-patch+json";

    /** The media type of an XML Patch. */
    String XML_PATCH = "application/xml-patch+xml";

    /**
     * Changes the resource in place.
     *
     * @throws Problem UNPROCESSABLE naming the operation that does not fit, CONFLICT for a test that fails
     */
    void apply(ObjectNode resource);

    /** The patch as it was sent, for the hash that the ledger commits to. */
    byte[] source();

    /** Reads a body. @throws Problem MALFORMED for what is no patch */
    static Patch read(String mediaType, byte[] body) {
        if (mediaType.equals(JSON_PATCH)) {
            return JsonPatch.read(body);
        }
        if (mediaType.equals(XML_PATCH)) {
            return XmlPatch.read(body);
        }
        // An entry of a batch has no media type; it brings a JSON Patch in a Binary, as one of a transaction does.
        JsonNode resource = Trees.parse(body);
        return resource instanceof ObjectNode object && isBinary(object) ? of(object) : PathPatch.read(resource, body);
    }

    private static boolean isBinary(ObjectNode resource) {
        return resource.path("resourceType").stringValue("").equals("Binary");
    }

    /**
     * Reads the resource of a Bundle's entry: a Binary with a JSON or XML Patch, or Parameters.
     *
     * @throws Problem MALFORMED for any other
     */
    static Patch of(ObjectNode resource) {
        if (!isBinary(resource)) {
            return PathPatch.read(resource, Trees.bytes(resource));
        }
        String type = resource.path("contentType").stringValue("");
        if (!type.startsWith(JSON_PATCH) && !type.startsWith(XML_PATCH)) {
            throw Problem.at(ProblemKind.MALFORMED, "Binary.contentType", JSON_PATCH + " or " + XML_PATCH);
        }
        try {
            byte[] data = Base64.getMimeDecoder().decode(resource.path("data").stringValue(""));
            return type.startsWith(XML_PATCH) ? XmlPatch.read(data) : JsonPatch.read(data);
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, "Binary.data", "not base64");
        }
    }
}
