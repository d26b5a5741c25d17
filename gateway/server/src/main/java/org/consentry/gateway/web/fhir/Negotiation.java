package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * Which of FHIR's encodings a request speaks, and the way between them. JSON is what is stored; XML is converted by
 * HAPI at the edge.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#mime-type">http.html#mime-type</a>
 */
final class Negotiation {
    static final String FHIR_JSON = "application/fhir+json";
    static final String FHIR_XML = "application/fhir+xml";
    private static final Set<String> JSON =
            Set.of(FHIR_JSON, "application/json", "text/json", "json", "application/json+fhir");
    private static final Set<String> XML =
            Set.of(FHIR_XML, "application/xml", "text/xml", "xml", "application/xml+fhir");

    private final FhirContext context;

    Negotiation(FhirContext context) {
        this.context = context;
    }

    /** Encodings of FHIR. */
    enum Format {
        JSON,
        XML
    }

    /** The format of the answer. @throws Problem WRONG_MEDIA_TYPE when only others are accepted */
    static Format answer(Optional<String> parameter, Optional<String> accept) {
        if (parameter.isPresent()) {
            // A plus sign that was not encoded arrives as a space.
            return known(parameter.get().replace(' ', '+'))
                    .orElseThrow(() -> Problem.at(ProblemKind.WRONG_MEDIA_TYPE, "_format", "json or xml"));
        }
        boolean any = accept.isEmpty();
        for (String range : accept.orElse("").split(",", -1)) {
            Optional<Format> format = known(range);
            if (format.isPresent()) {
                return format.get();
            }
            String type = media(range);
            any = any || type.equals("*/*") || type.equals("application/*") || type.equals("text/html");
        }
        if (!any) {
            throw Problem.at(ProblemKind.NOT_ACCEPTABLE, "Accept", FHIR_JSON + " or " + FHIR_XML);
        }
        return Format.JSON;
    }

    static Optional<Format> known(String text) {
        String type = media(text);
        return JSON.contains(type)
                ? Optional.of(Format.JSON)
                : XML.contains(type) ? Optional.of(Format.XML) : Optional.empty();
    }

    /** The media type without its parameters, in lower case. */
    static String media(String text) {
        int semicolon = text.indexOf(';');
        return (semicolon < 0 ? text : text.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    byte[] toJson(byte[] xml) {
        try {
            return context.newJsonParser()
                    .encodeResourceToString(context.newXmlParser()
                            .setParserErrorHandler(new StrictErrorHandler())
                            .parseResource(new String(xml, StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not a FHIR resource in XML");
        }
    }

    /** @throws Problem NOT_ACCEPTABLE for what was stored as JSON and has no form in XML */
    byte[] toXml(byte[] json) {
        try {
            return context.newXmlParser()
                    .encodeResourceToString(
                            quietParser(context).parseResource(new String(json, StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw Problem.at(ProblemKind.NOT_ACCEPTABLE, "Accept", "this answer has no form in XML; ask for JSON");
        }
    }

    /** A parser that does not log what it stumbles over, because that is content. */
    static IParser quietParser(FhirContext context) {
        return context.newJsonParser().setParserErrorHandler(new LenientErrorHandler(false));
    }
}
