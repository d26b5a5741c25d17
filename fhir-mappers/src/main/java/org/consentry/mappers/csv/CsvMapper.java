package org.consentry.mappers.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;

/**
 * Tables to FHIR R4 by a layout. Stateless and safe for any number of threads. Bad input is an answer, never an
 * exception.
 */
public final class CsvMapper {

    /** The most rows that become one Bundle, unless their group goes on. */
    public static final int ROWS_PER_BUNDLE = 500;

    /** The most rows that become one Bundle even then. */
    static final int MOST_ROWS_PER_BUNDLE = 20_000;

    /** Converts a table that is in memory; one Conversion for every so many rows, at least one. */
    public List<Conversion> convert(byte[] table, CsvLayout layout, ConversionContext context) {
        List<Conversion> conversions = new ArrayList<>();
        try {
            convert(new ByteArrayInputStream(table), layout, context, conversions::add);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory does not fail", e);
        }
        return conversions;
    }

    /**
     * Converts a table as it comes, in memory for so many rows only. Each Conversion is handed over when its rows are
     * complete, in the order of the file, on the caller's thread.
     *
     * @throws IOException if the stream fails
     */
    public void convert(InputStream table, CsvLayout layout, ConversionContext context, Consumer<Conversion> to)
            throws IOException {
        try (CsvSource source = CsvSource.open(table, layout.delimiter())) {
            run(source, layout, context, to);
        } catch (CsvSource.Malformed e) {
            // Not even a header: what goes wrong after it is answered with the rows before.
            to.accept(new Chunk(Map.of(), layout, context).rejected("line " + e.line(), "not-csv", e.reason()));
        }
    }

    /** The header line of a table, to find its layout by; empty if there is none. */
    public List<String> header(byte[] table) {
        try (CsvSource source = CsvSource.open(new ByteArrayInputStream(table), null)) {
            return List.copyOf(source.header().keySet());
        } catch (IOException | CsvSource.Malformed e) {
            return List.of();
        }
    }

    private static void run(CsvSource source, CsvLayout layout, ConversionContext context, Consumer<Conversion> to)
            throws IOException {
        Chunk chunk = new Chunk(source.header(), layout, context);
        if (!new HashSet<>(source.header().keySet()).containsAll(layout.required())) {
            List<String> missing = new ArrayList<>(layout.required());
            missing.removeAll(source.header().keySet());
            to.accept(
                    chunk.rejected("line 1", "missing-columns", "The header lacks columns of this layout: " + missing));
            return;
        }
        String group = "";
        boolean any = false;
        try {
            for (CSVRecord record = source.next(); record != null; record = source.next()) {
                Row row = new Row(source.line(record), source.header(), CsvSource.cells(record));
                String next = group(row, layout);
                boolean full =
                        chunk.rows() >= ROWS_PER_BUNDLE && (layout.group().isEmpty() || !next.equals(group));
                if (full || chunk.rows() >= MOST_ROWS_PER_BUNDLE) {
                    to.accept(chunk.finish());
                    any = true;
                    chunk = new Chunk(source.header(), layout, context);
                }
                group = next;
                chunk.add(row, record.size());
            }
        } catch (CsvSource.Malformed e) {
            if (chunk.rows() > 0) {
                to.accept(chunk.finish());
            }
            chunk = new Chunk(source.header(), layout, context);
            to.accept(chunk.rejected("line " + e.line(), "not-csv", e.reason()));
            return;
        }
        if (chunk.rows() > 0 || !any) {
            to.accept(chunk.finish());
        }
    }

    private static String group(Row row, CsvLayout layout) {
        StringBuilder group = new StringBuilder();
        layout.group().forEach(column -> group.append('|').append(row.get(column)));
        return group.toString();
    }
}
