package org.consentry.mappers.hl7v2;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.hl7v2.er7.Delimiters;
import org.consentry.mappers.hl7v2.er7.Er7;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;

/**
 * The answer to one message (HL7 v2.8 chapter 2.9): ACK with MSA and, if there is something wrong, ERR with the place
 * and a code of HL7 table 0357, never content. Segments end with a carriage return; framing is the caller's.
 */
public final class Acknowledgment {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int MOST_ERRORS = 20;

    /** MSA-1 (HL7 table 0008). */
    public enum Code {
        /** Taken, and durable. */
        AA,
        /** Not taken: something is wrong inside it. */
        AE,
        /** Not taken: it cannot be processed, whatever its content; or not now. */
        AR
    }

    private Acknowledgment() {}

    /** The answer to a conversion that has been committed, or that was rejected. */
    public static String of(byte[] message, Conversion conversion, OffsetDateTime now) {
        return switch (conversion) {
            case Conversion.Converted converted -> text(message, Code.AA, "", converted.report(), now);
            case Conversion.Rejected rejected ->
                text(
                        message,
                        rejected.report().messageType().isEmpty() ? Code.AR : Code.AE,
                        "",
                        rejected.report(),
                        now);
        };
    }

    /** The answer to a message that could be read but not stored; the reason goes to the sender as it is. */
    public static String failure(byte[] message, Code code, String reason, OffsetDateTime now) {
        ConversionReport report = new ConversionReport(
                "hl7v2",
                "",
                "",
                "",
                java.util.List.of(),
                java.util.List.of(new ConversionIssue(IssueSeverity.ERROR, "", "not-stored", reason)));
        return text(message, code, reason, report, now);
    }

    private static String text(byte[] message, Code code, String reason, ConversionReport report, OffsetDateTime now) {
        StringBuilder ack = new StringBuilder();
        String controlId = header(message, ack, now);
        ack.append("MSA|").append(code).append('|').append(controlId);
        if (!reason.isEmpty()) {
            ack.append('|').append(escape(reason));
        }
        ack.append('\r');
        report.issues().stream()
                .filter(issue -> issue.severity() == IssueSeverity.ERROR || issue.severity() == IssueSeverity.WARNING)
                .limit(MOST_ERRORS)
                .forEach(issue -> error(issue, ack));
        return ack.toString();
    }

    /** MSH with sender and receiver changed places. Returns the control id to answer to, escaped. */
    private static String header(byte[] message, StringBuilder ack, OffsetDateTime now) {
        String[] parties = {"", "", "", ""};
        String controlId = "";
        String trigger = "";
        String version = "2.5.1";
        String processing = "P";
        if (Er7.read(message) instanceof Er7.Legible readable) {
            Segment msh = readable.header();
            Delimiters delimiters = readable.delimiters();
            for (int i = 0; i < 4; i++) {
                parties[i] = standard(msh.raw(3 + i), delimiters);
            }
            controlId = escape(msh.text(10, ""));
            trigger = escape(msh.first(9).get(2, ""));
            version = escape(msh.text(12, version));
            processing = escape(msh.text(11, processing));
        }
        String stamp = TIME.format(now);
        ack.append("MSH|^~\\&|")
                .append(parties[2])
                .append('|')
                .append(parties[3])
                .append('|');
        ack.append(parties[0])
                .append('|')
                .append(parties[1])
                .append('|')
                .append(stamp)
                .append("||ACK");
        if (!trigger.isEmpty()) {
            ack.append('^').append(trigger).append("^ACK");
        }
        ack.append("|ACK")
                .append(controlId.isEmpty() ? stamp : controlId)
                .append('|')
                .append(processing);
        ack.append('|').append(version).append('\r');
        return controlId;
    }

    private static void error(ConversionIssue issue, StringBuilder ack) {
        boolean error = issue.severity() == IssueSeverity.ERROR;
        ack.append("ERR||")
                .append(location(issue.place()))
                .append('|')
                .append(code(issue.kind()))
                .append('|');
        ack.append(error ? 'E' : 'W')
                .append("||||")
                .append(escape(issue.text()))
                .append('\r');
    }

    /** {@code OBX[3]-5} as ERL: segment, sequence, field. */
    private static String location(String place) {
        int open = place.indexOf('[');
        int close = place.indexOf(']');
        if (open < 0 || close < open) {
            return "";
        }
        String field = place.length() > close + 2 ? "^" + place.substring(close + 2) : "";
        return place.substring(0, open) + "^" + place.substring(open + 1, close) + field;
    }

    private static String code(String kind) {
        return switch (kind) {
            case "no-message-type", "nothing-to-store" -> "100^Segment sequence error^HL70357";
            case "no-control-id", "patient-without-identifier", "order-without-code", "result-without-code" ->
                "101^Required field missing^HL70357";
            case "unknown-message-type" -> "200^Unsupported message type^HL70357";
            case "unmapped-code" -> "103^Table value not found^HL70357";
            case "not-stored" -> "207^Application internal error^HL70357";
            default -> "102^Data type error^HL70357";
        };
    }

    private static String standard(String raw, Delimiters from) {
        return raw.replace('|', ' ')
                .replace(from.component(), '^')
                .replace(from.subcomponent(), '&')
                .replace('\r', ' ')
                .replace('\n', ' ');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\E\\")
                .replace("|", "\\F\\")
                .replace("^", "\\S\\")
                .replace("&", "\\T\\")
                .replace("~", "\\R\\")
                .replace('\r', ' ')
                .replace('\n', ' ');
    }
}
