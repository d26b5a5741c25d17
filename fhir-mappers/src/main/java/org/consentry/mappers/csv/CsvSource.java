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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.consentry.mappers.Controls;
import org.jspecify.annotations.Nullable;

/**
 * Records of a table, one at a time. A byte order mark, or the zeros between letters, says UTF-16; all else is UTF-8, and
 * what in it is none is Windows-1252. The delimiter is the one that Excel's {@code sep=} names, else the one the header
 * line has most of.
 */
final class CsvSource implements Closeable {

    private static final int LOOKAHEAD = 64 * 1024;
    private static final int LONGEST_RECORD = 4 * 1024 * 1024;
    private static final int MOST_COLUMNS = 2_000;

    /** The line by which Excel is told the delimiter. */
    private static final Pattern SEPARATOR = Pattern.compile("(?i)\"?sep=(.)\"?\\h*(?:\\r\\n|\\r|\\n)");

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Bounded bound;

    /** Lines above the header, which the parser does not see. */
    private final int before;

    private long ended;
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

    private CsvSource(Bounded bound, char delimiter, int before) throws IOException {
        this.bound = bound;
        this.before = before;
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
        boolean wide = !charset.equals(StandardCharsets.UTF_8);
        Bounded bound =
                new Bounded(new BufferedReader(wide ? new InputStreamReader(in, charset) : new Utf8OrWindows(in)));
        String text = new String(head, mark(head), head.length - mark(head), charset);
        Matcher told = SEPARATOR.matcher(text);
        int before = 0;
        if (told.lookingAt()) {
            bound.skipNChars(told.end());
            before = 1;
        }
        char fallback = before == 0 ? delimiter(text) : told.group(1).charAt(0);
        return new CsvSource(bound, delimiter == null ? fallback : delimiter.charAt(0), before);
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
            CSVRecord record = records.hasNext() ? records.next() : null;
            ended = parser.getCurrentLineNumber();
            return record;
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new Malformed(before + ended + 1, "A record is longer than 4 MB or its quotes do not match");
        }
    }

    /** The line a record starts at: the one it ends at, less the ends of lines inside of its cells. */
    long line(CSVRecord record) {
        long line = before + parser.getCurrentLineNumber();
        for (String cell : record) {
            for (int i = 0; i < cell.length(); i++) {
                char c = cell.charAt(i);
                boolean pair = c == '\r' && i + 1 < cell.length() && cell.charAt(i + 1) == '\n';
                line -= (c == '\r' && !pair) || c == '\n' ? 1 : 0;
            }
        }
        return line;
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
        int first = head.length > 3 ? (head[0] & 0xff) << 8 | (head[1] & 0xff) : 0;
        boolean little = first == 0xfffe || (first != 0 && head[1] == 0 && head[3] == 0);
        boolean big = first == 0xfeff || (first != 0 && head[0] == 0 && head[2] == 0);
        return little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    /** The delimiter that the first line with anything in it has most of, outside of its quotes. */
    private static char delimiter(String text) {
        String line = text.lines().filter(one -> !one.isBlank()).findFirst().orElse("");
        String bare = line.replaceAll("\"[^\"]*\"", "");
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            long count = bare.chars().filter(c -> c == candidate).count();
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

        void skipNChars(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                super.read();
            }
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
