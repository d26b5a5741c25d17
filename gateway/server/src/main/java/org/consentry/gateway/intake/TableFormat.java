package org.consentry.gateway.intake;

import java.util.List;
import org.consentry.mappers.csv.CsvLayout;

/** CSV of a declared layout. */
public record TableFormat(CsvLayout layout) implements IntakeFormat {
    static final String PREFIX = "csv/";

    @Override
    public String code() {
        return PREFIX + layout.name();
    }

    @Override
    public List<String> mediaTypes() {
        return List.of("text/csv", "application/csv", "text/plain");
    }
}
