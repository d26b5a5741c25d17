package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.ConfigurationException;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Set<String> ANY = Set.of("*/*", "application/*", "text/html", "text/*");
    private static final Pattern WEIGHT = Pattern.compile(";\\s*q=([01](?:\\.\\d{0,3})?)(?=\\s|;|$)");
    private static final Pattern VERSION = Pattern.compile(";\\s*fhirVersion=\"?(\\d{1,3}(?:\\.\\d{1,3})?)");

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset=\"?([^\";\\s]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

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
                    .filter(format -> speaksR4(parameter.get()))
                    .orElseThrow(() -> Problem.at(ProblemKind.NOT_ACCEPTABLE, "_format", "json or xml, of R4"));
        }
        return accept.map(Negotiation::preferred).orElse(Format.JSON);
    }

    /** The format of the range with the highest weight, the first of equals. */
    private static Format preferred(String accept) {
        Format best = null;
        double weight = 0;
        for (String range : accept.split(",", -1)) {
            String type = media(range);
            Optional<Format> format = ANY.contains(type) ? Optional.of(Format.JSON) : known(range);
            double own = weight(range);
            if (format.isPresent() && own > weight && speaksR4(range)) {
                best = format.get();
                weight = own;
            }
        }
        if (best == null) {
            throw Problem.at(ProblemKind.NOT_ACCEPTABLE, "Accept", FHIR_JSON + " or " + FHIR_XML);
        }
        return best;
    }

    private static double weight(String range) {
        Matcher matcher = WEIGHT.matcher(range);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 1;
    }

    /** A range may name the version of FHIR that it wants. */
    static boolean speaksR4(String range) {
        Matcher matcher = VERSION.matcher(range);
        return !matcher.find() || matcher.group(1).startsWith("4.0");
    }

    /** Whether a body of this type is R4 in UTF-8. */
    static boolean isReadable(String contentType) {
        Matcher charset = CHARSET.matcher(contentType);
        return speaksR4(contentType)
                && (!charset.find() || CHARSETS.contains(charset.group(1).toLowerCase(Locale.ROOT)));
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
    byte[] toXml(byte[] json, boolean pretty) {
        String xml;
        try {
            xml = context.newXmlParser()
                    .setPrettyPrint(pretty)
                    .encodeResourceToString(
                            quietParser(context).parseResource(new String(json, StandardCharsets.UTF_8)));
        } catch (DataFormatException | ConfigurationException e) {
            throw noXml();
        }
        // Some of the parser's writers refuse what XML has no character for, others write it.
        if (xml.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
            throw noXml();
        }
        return xml.getBytes(StandardCharsets.UTF_8);
    }

    private static Problem noXml() {
        return Problem.at(ProblemKind.NOT_ACCEPTABLE, "Accept", "this answer has no form in XML; ask for JSON");
    }

    /** A parser that does not log what it stumbles over, because that is content. */
    static IParser quietParser(FhirContext context) {
        return context.newJsonParser().setParserErrorHandler(new LenientErrorHandler(false));
    }
}
