package org.consentry.mappers.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.consentry.mappers.hl7v2.datatype.Dtm;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** What a column must be. */
public enum ColumnType {
    STRING,
    DECIMAL,
    INTEGER,
    BOOLEAN,
    DATE,
    DATETIME,
    INSTANT;

    /** The value as FHIR's JSON has it, or null if the text is none of this type. */
    @Nullable
    JsonNode read(String text, @Nullable String format, ZoneId zone) {
        return switch (this) {
            case STRING -> StringNode.valueOf(text);
            case DECIMAL -> decimal(text);
            case INTEGER -> integer(text);
            case BOOLEAN -> flag(text);
            case DATE -> time(format == null ? new Dtm(zone).date(text) : null, text, format, zone);
            case DATETIME -> time(format == null ? new Dtm(zone).dateTime(text) : null, text, format, zone);
            case INSTANT -> time(format == null ? new Dtm(zone).instant(text) : null, text, format, zone);
        };
    }

    private static @Nullable JsonNode decimal(String text) {
        return text.length() <= 40 && text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,2})?")
                ? DecimalNode.valueOf(new BigDecimal(text))
                : null;
    }

    private static @Nullable JsonNode integer(String text) {
        return text.matches("[+-]?\\d{1,9}") ? IntNode.valueOf(Integer.parseInt(text)) : null;
    }

    private static @Nullable JsonNode flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1", "t" -> BooleanNode.TRUE;
            case "false", "no", "n", "0", "f" -> BooleanNode.FALSE;
            default -> null;
        };
    }

    private @Nullable JsonNode time(
            @Nullable BaseDateTimeType read, String text, @Nullable String format, ZoneId zone) {
        if (read != null) {
            return StringNode.valueOf(read.getValueAsString());
        }
        if (format == null) {
            return null;
        }
        for (DateTimeFormatter one : DateFormats.of(format)) {
            JsonNode value = time(one, text, zone);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private @Nullable JsonNode time(DateTimeFormatter format, String text, ZoneId zone) {
        try {
            TemporalAccessor parsed = format.parseBest(text, LocalDateTime::from, LocalDate::from);
            if (parsed instanceof LocalDate day) {
                return StringNode.valueOf(
                        this == INSTANT
                                ? day.atStartOfDay(zone).toOffsetDateTime().toString()
                                : day.toString());
            }
            LocalDateTime moment = LocalDateTime.from(parsed);
            return this == DATE
                    ? StringNode.valueOf(moment.toLocalDate().toString())
                    : read(moment.format(DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)), null, zone);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
