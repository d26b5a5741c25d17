package org.consentry.mappers.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.CsvMapper;

/** What can be read, and how it is told apart: by how it begins. */
enum Format {
    AUTO,
    HL7V2,
    CCDA,
    STU3,
    DSTU2,
    CSV;

    /** Names that only DSTU2 has; later versions call these types and elements otherwise. */
    private static final List<String> DSTU2_ONLY = List.of(
            "\"MedicationOrder\"",
            "\"DiagnosticOrder\"",
            "\"DeviceUseRequest\"",
            "\"Conformance\"",
            "\"BodySite\"",
            "\"careProvider\"",
            "\"wasNotGiven\"",
            "\"dateWritten\"",
            "\"wasNotTaken\"");

    /** The format of a file; empty if it begins like none of them. */
    static Optional<Format> of(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1)
                .replaceFirst("^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)", "")
                .replace("\0", "")
                .stripLeading();
        if (head.startsWith("\u000b") || head.matches("(?s)(MSH|FHS|BHS)[^A-Za-z0-9].*")) {
            return Optional.of(HL7V2);
        }
        if (head.startsWith("<")) {
            return Optional.of(CCDA);
        }
        if (head.startsWith("{")) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Optional.of(DSTU2_ONLY.stream().anyMatch(text::contains) ? DSTU2 : STU3);
        }
        return CsvLayout.detect(new CsvMapper().header(bytes)).map(layout -> CSV);
    }
}
