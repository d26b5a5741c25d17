package org.consentry.gateway.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.mappers.csv.CsvLayout;

/** What a body can be: messages, each stored by itself, or a table, stored so many rows at a time. */
public sealed interface IntakeFormat permits MessageFormat, TableFormat {
    /** Its name in paths, folders and metrics: {@code hl7v2}, {@code csv/lab-results}. */
    String code();

    /** The media types it is sent as, the preferred one first. */
    List<String> mediaTypes();

    /** The format of that name. */
    static Optional<IntakeFormat> of(String code) {
        return code.startsWith(TableFormat.PREFIX)
                ? CsvLayout.shipped(code.substring(TableFormat.PREFIX.length())).map(TableFormat::new)
                : Stream.<IntakeFormat>of(MessageFormat.values())
                        .filter(format -> format.code().equals(code))
                        .findFirst();
    }

    /** The names of all. */
    static List<String> codes() {
        List<String> codes = new ArrayList<>();
        for (MessageFormat format : MessageFormat.values()) {
            codes.add(format.code());
        }
        CsvLayout.names().forEach(name -> codes.add(TableFormat.PREFIX + name));
        return codes;
    }
}
