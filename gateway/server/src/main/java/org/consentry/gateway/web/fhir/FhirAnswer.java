package org.consentry.gateway.web.fhir;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * What goes back. A FHIR JSON body is turned into XML when the client asked for XML; other media types and streamed
 * bodies are sent as they are.
 *
 * @param status the HTTP status
 * @param headers in addition to those the edge sets itself
 * @param body what is sent
 */
public record FhirAnswer(int status, Map<String, String> headers, Body body) {
    /** The body of an answer. */
    public sealed interface Body {
        /** No body. */
        record None() implements Body {}

        /** A FHIR resource as UTF-8 JSON. */
        record Json(byte[] bytes) implements Body {}

        /** Anything else, written while it is sent. The status is gone by then: only failures of transport may throw. */
        record Streamed(String contentType, Writer writer) implements Body {}
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** An answer with a FHIR resource as its body. */
    public static FhirAnswer json(int status, byte[] bytes) {
        return new FhirAnswer(status, Map.of(), new Body.Json(bytes));
    }

    /** An answer without a body. */
    public static FhirAnswer empty(int status, Map<String, String> headers) {
        return new FhirAnswer(status, headers, new Body.None());
    }
}
