package org.consentry.mappers;

import java.math.BigDecimal;
import org.hl7.fhir.r4.formats.JsonCreator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Where the generated R4 writer puts its tokens. HAPI's own targets escape letter by letter into a stream, which costs
 * more than all the rest of the writing.
 */
final class JacksonTokens implements JsonCreator {

    private final JsonGenerator json;

    JacksonTokens(JsonGenerator json) {
        this.json = json;
    }

    @Override
    public void setIndent(@Nullable String indent) {
        // The generator came with its layout.
    }

    @Override
    public void beginObject() {
        json.writeStartObject();
    }

    @Override
    public void endObject() {
        json.writeEndObject();
    }

    @Override
    public void nullValue() {
        json.writeNull();
    }

    @Override
    public void name(String name) {
        json.writeName(name);
    }

    @Override
    public void value(@Nullable String value) {
        json.writeString(value);
    }

    @Override
    public void value(Boolean value) {
        json.writeBoolean(value);
    }

    @Override
    public void value(@Nullable BigDecimal value) {
        json.writeNumber(value);
    }

    @Override
    public void valueNum(String value) {
        json.writeNumber(value);
    }

    @Override
    public void value(Integer value) {
        json.writeNumber(value.intValue());
    }

    @Override
    public void beginArray() {
        json.writeStartArray();
    }

    @Override
    public void endArray() {
        json.writeEndArray();
    }

    @Override
    public void finish() {
        json.flush();
    }

    @Override
    public void link(@Nullable String target) {
        // Links are for HTML only.
    }
}
