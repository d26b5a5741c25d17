package org.consentry.mappers.csv;

import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How dates are written: one pattern, or several with {@code |} between them, of which the first that fits is taken. A
 * day that the month does not have fits none.
 */
final class DateFormats {

    private static final Map<String, List<DateTimeFormatter>> READ = new ConcurrentHashMap<>();
    private static final int MOST = 1_000;

    private DateFormats() {}

    /**
     * The formatters of a layout's word for it.
     *
     * @throws IllegalArgumentException if it is no pattern
     */
    static List<DateTimeFormatter> of(String format) {
        List<DateTimeFormatter> known = READ.get(format);
        if (known == null) {
            known = read(format);
            if (READ.size() < MOST) {
                READ.put(format, known);
            }
        }
        return known;
    }

    private static List<DateTimeFormatter> read(String format) {
        List<DateTimeFormatter> formatters = new ArrayList<>();
        for (String one : format.split("\\|", -1)) {
            formatters.add(DateTimeFormatter.ofPattern(proleptic(one), Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT));
        }
        return List.copyOf(formatters);
    }

    /** Strict years need an era, unless they are counted without one. */
    private static String proleptic(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            out.append(c == 'y' && !quoted ? 'u' : c);
        }
        return out.toString();
    }
}
