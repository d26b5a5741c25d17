package org.consentry.mappers.deidentify;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The code systems that everybody knows, and what their codes look like: {@code systems.txt}.
 *
 * <p>A code of any other system could be a person's name, so it leaves only as a pseudonym.
 */
final class Systems {
    /** The shape of a system's codes. */
    enum Form {
        /** 1 to 18 digits. */
        DIGITS,
        /** Digits and letters with dots and hyphens, at most 24. */
        SHORT,
        /** Letters first, then letters, digits and signs, at most 64. */
        WORD,
        /** Printable ASCII without spaces, at most 40. */
        UCUM;

        boolean fits(String code) {
            return switch (this) {
                case DIGITS -> code.length() <= 18 && all(code, "");
                case SHORT -> code.length() <= 24 && alnum(code, "-._:/");
                case WORD -> code.length() <= 64 && alnum(code, "-._:/+<>=!");
                case UCUM -> code.length() <= 40 && printable(code);
            };
        }

        private static boolean all(String code, String more) {
            return !code.isEmpty() && code.chars().allMatch(c -> (c >= '0' && c <= '9') || more.indexOf(c) >= 0);
        }

        private static boolean alnum(String code, String signs) {
            for (int i = 0; i < code.length(); i++) {
                char c = code.charAt(i);
                boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                if (!plain && signs.indexOf(c) < 0) {
                    return false;
                }
            }
            return !code.isEmpty();
        }

        private static boolean printable(String code) {
            return !code.isEmpty() && code.chars().allMatch(c -> c > ' ' && c < 127);
        }
    }

    private static final int REMEMBERED = 2_000;

    private final Map<String, Form> exact = new HashMap<>();
    private final Map<String, Form> prefixes = new LinkedHashMap<>();
    private final Map<String, Form> remembered = new ConcurrentHashMap<>();

    Systems() {
        for (String line : Resources.lines("systems.txt")) {
            String[] words = line.split(" ", -1);
            Form form = Form.valueOf(words[1].toUpperCase(Locale.ROOT));
            if (words[0].endsWith("*")) {
                prefixes.put(words[0].substring(0, words[0].length() - 1), form);
            } else {
                exact.put(words[0], form);
            }
        }
    }

    /** The form of a known system's codes; null for any other system. */
    @Nullable
    Form form(String system) {
        Form form = exact.get(system);
        Form known = form != null ? form : remembered.get(system);
        return known != null ? known : remembered(system, prefixed(system));
    }

    private @Nullable Form remembered(String system, @Nullable Form form) {
        if (form != null && remembered.size() < REMEMBERED) {
            remembered.put(system, form);
        }
        return form;
    }

    private @Nullable Form prefixed(String system) {
        for (Map.Entry<String, Form> prefix : prefixes.entrySet()) {
            String start = prefix.getKey();
            if (system.startsWith(start) && system.length() < 160 && Form.WORD.fits(system.substring(start.length()))) {
                return prefix.getValue();
            }
        }
        return null;
    }
}
