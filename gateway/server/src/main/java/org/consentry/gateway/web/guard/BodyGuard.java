package org.consentry.gateway.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.consentry.gateway.admission.Admission.Admitted;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads bodies up to a bound and looks through them once, before anything is built from them. */
public final class BodyGuard {
    private static final String FHIR = "http://hl7.org/fhir";
    private static final int MOST_NUMBER = 64;
    private static final int MOST_EXPONENT_DIGITS = 3;
    private static final int MOST_NAME = 256;

    private final GuardSettings settings;
    private final JsonFactory json;

    public BodyGuard(GuardSettings settings) {
        this.settings = settings;
        int most = Math.toIntExact(settings.mostBody().toBytes());
        this.json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(settings.mostDepth())
                        .maxNumberLength(MOST_NUMBER)
                        .maxNameLength(MOST_NAME)
                        .maxStringLength(most)
                        .maxDocumentLength(most)
                        .build())
                .build();
    }

    /**
     * The body's bytes, inflated if they came by gzip: the bound is on what comes out.
     *
     * @param admitted counts them
     * @throws Problem TOO_LARGE beyond the bound, BUSY when too much is held already, WRONG_MEDIA_TYPE for another encoding
     */
    public byte[] read(HttpServletRequest request, Admitted admitted) throws IOException {
        String encoding = Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
        int most = Math.toIntExact(settings.mostBody().toBytes());
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        byte[] body =
                switch (encoding) {
                    case "", "identity" ->
                        admitted.counted(request.getInputStream()).readNBytes(most + 1);
                    case "gzip", "x-gzip" -> inflated(request.getInputStream(), admitted, most + 1);
                    default -> throw Problem.at(ProblemKind.WRONG_MEDIA_TYPE, "Content-Encoding", "gzip or none");
                };
        if (body.length > most) {
            throw tooLarge(most);
        }
        return body;
    }

    private static byte[] inflated(InputStream in, Admitted admitted, int most) throws IOException {
        try {
            return admitted.counted(new GZIPInputStream(in)).readNBytes(most);
        } catch (ZipException | EOFException e) {
            throw Problem.at(ProblemKind.MALFORMED, "Content-Encoding", "the body is not whole gzip");
        }
    }

    private static Problem tooLarge(int most) {
        return Problem.of(ProblemKind.TOO_LARGE, "A body may have at most " + most + " bytes");
    }

    /** Looks through JSON: one value, well-formed, no duplicate keys, bounded depth and numbers. */
    public void json(byte[] body) {
        json(body, JsonToken.START_OBJECT, "object");
    }

    /** As {@link #json}, for a list. */
    public void jsonArray(byte[] body) {
        json(body, JsonToken.START_ARRAY, "array");
    }

    private void json(byte[] body, JsonToken start, String what) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != start) {
                throw Problem.of(ProblemKind.MALFORMED, "The body is not a JSON " + what);
            }
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    number(parser);
                }
            }
        } catch (StreamConstraintsException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is nested too deeply or holds too long a number or name");
        } catch (JacksonException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON" + place);
        }
    }

    private static void number(JsonParser parser) {
        String text = parser.getString();
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0 && text.length() - exponent - 1 > MOST_EXPONENT_DIGITS) {
            throw Problem.of(ProblemKind.MALFORMED, "A number's exponent is too large");
        }
    }

    /** Looks through FHIR's XML: UTF-8, well-formed, no DTD, bounded depth. */
    public void xml(byte[] body) {
        xml(body, true);
    }

    /** As {@link #xml}, of a resource: FHIR's values are attributes, and a text beside them would be lost unseen. */
    public void xmlResource(byte[] body) {
        xml(body, false);
    }

    private void xml(byte[] body, boolean texts) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body), "UTF-8");
            int narrative = 0;
            for (int depth = 0; reader.hasNext(); ) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw Problem.of(ProblemKind.MALFORMED, "XML with a DTD or entities is refused");
                    case XMLStreamConstants.START_ELEMENT -> {
                        String namespace = reader.getNamespaceURI();
                        if (depth++ == 0 && namespace != null && !namespace.isEmpty() && !namespace.equals(FHIR)) {
                            throw Problem.of(ProblemKind.MALFORMED, "The namespace of the XML is not FHIR's");
                        }
                        if (narrative == 0 && reader.getLocalName().equals("div")) {
                            narrative = depth;
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> narrative = depth-- == narrative ? 0 : narrative;
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (!texts && narrative == 0 && !reader.isWhiteSpace()) {
                            throw Problem.of(
                                    ProblemKind.MALFORMED, "Text outside of narratives: values are attributes");
                        }
                    }
                    default -> {
                        // Comments are bounded by the body.
                    }
                }
                if (depth > settings.mostDepth()) {
                    throw Problem.of(ProblemKind.MALFORMED, "The body is nested too deeply");
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            throw e instanceof Problem problem
                    ? problem
                    : Problem.of(ProblemKind.MALFORMED, "The body is not well-formed XML");
        }
    }
}
