package org.consentry.mappers.csv;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.consentry.mappers.Controls;
import org.jspecify.annotations.Nullable;

/**
 * Records of a table, one at a time. A byte order mark says the encoding; else bytes that begin as UTF-8 are UTF-8, all
 * others Windows-1252. The delimiter is the one the header line has most of.
 */
final class CsvSource implements Closeable {

    private static final int LOOKAHEAD = 64 * 1024;
    private static final int LONGEST_RECORD = 4 * 1024 * 1024;
    private static final int MOST_COLUMNS = 2_000;

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Bounded bound;
    private final Map<String, Integer> header = new LinkedHashMap<>();

    /** The table cannot be read on. The message has no content of it. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long line;
        private final String reason;

        Malformed(long line, String message) {
            super(message);
            this.line = line;
            this.reason = message;
        }

        String reason() {
            return reason;
        }

        long line() {
            return line;
        }
    }

    private CsvSource(Bounded bound, char delimiter) throws IOException {
        this.bound = bound;
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setTrailingData(true)
                .setIgnoreEmptyLines(true)
                .get();
        parser = CSVParser.parse(bound, format);
        records = parser.iterator();
        CSVRecord first = next();
        if (first != null) {
            cells(first).forEach(this::column);
        }
    }

    /** Columns without a name, or with that of one before, are known by their place, so that they are not lost. */
    private void column(String cell) {
        int place = header.size();
        if (place < MOST_COLUMNS) {
            String name = cell.isBlank() ? "column " + (place + 1) : cell.strip();
            header.put(header.containsKey(name) ? name + " (column " + (place + 1) + ")" : name, place);
        }
    }

    /** The cells of a record. */
    static List<String> cells(CSVRecord record) {
        return record.stream().map(Controls::shown).toList();
    }

    static CsvSource open(InputStream bytes, @Nullable String delimiter) throws IOException {
        BufferedInputStream in = new BufferedInputStream(bytes, LOOKAHEAD);
        in.mark(LOOKAHEAD);
        byte[] head = in.readNBytes(LOOKAHEAD - 1);
        in.reset();
        Charset charset = charset(head);
        in.skipNBytes(mark(head));
        Bounded bound = new Bounded(new BufferedReader(new InputStreamReader(in, charset)));
        String text = new String(head, mark(head), head.length - mark(head), charset);
        return new CsvSource(bound, delimiter == null ? delimiter(text) : delimiter.charAt(0));
    }

    /** Columns by name, in the order of the file. */
    Map<String, Integer> header() {
        return header;
    }

    /** The next record, or null at the end. */
    @Nullable
    CSVRecord next() {
        bound.restart();
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new Malformed(
                    parser.getCurrentLineNumber() + 1, "A record is longer than 4 MB or its quotes do not match");
        }
    }

    /** The line a record ends at; for records of one line, the line it is on. */
    long line(CSVRecord record) {
        return parser.getCurrentLineNumber();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private static int mark(byte[] head) {
        if (head.length > 2 && (head[0] & 0xff) == 0xef && (head[1] & 0xff) == 0xbb && (head[2] & 0xff) == 0xbf) {
            return 3;
        }
        int first = head.length > 1 ? ((head[0] & 0xff) << 8) | (head[1] & 0xff) : 0;
        boolean sixteen = first == 0xfffe || first == 0xfeff;
        return sixteen ? 2 : 0;
    }

    private static Charset charset(byte[] head) {
        if (mark(head) == 2) {
            return (head[0] & 0xff) == 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        }
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        // Not the end of the input: a character cut in two at the end of the look-ahead is no error.
        CoderResult result = strict.decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
        return result.isError() ? Charset.forName("windows-1252") : StandardCharsets.UTF_8;
    }

    private static char delimiter(String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    /** A record that never ends, as an open quote makes, must not fill the memory. */
    private static final class Bounded extends FilterReader {
        private int sinceRecord;

        Bounded(Reader in) {
            super(in);
        }

        void restart() {
            sinceRecord = 0;
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            sinceRecord += Math.max(read, 0);
            if (sinceRecord > LONGEST_RECORD) {
                throw new IOException("A record is too long");
            }
        }
    }
}
