package org.consentry.mappers;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Resources as JSON text, ids and references as they are. Written by the model's generated writer: HAPI's parser, which
 * finds each element by reflection and walks the resource twice, takes three times as long.
 */
public final class FhirJson {

    private static final FhirContext R4 = FhirContext.forR4Cached();
    private static final ObjectWriter COMPACT = JsonMapper.builder().build().writer();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter PRETTY =
            COMPACT.with(new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES));

    private FhirJson() {}

    /** The FHIR R4 context, made once. */
    public static FhirContext context() {
        return R4;
    }

    /** Compact JSON. */
    public static String write(Resource resource) {
        return write(resource, COMPACT);
    }

    /** JSON with line breaks, for people and golden files. */
    public static String pretty(Resource resource) {
        return write(resource, PRETTY);
    }

    private static String write(Resource resource, ObjectWriter layout) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = layout.createGenerator(text)) {
            JacksonTokens tokens = new JacksonTokens(generator);
            tokens.beginObject();
            new JsonParser().compose(tokens, resource);
            tokens.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
