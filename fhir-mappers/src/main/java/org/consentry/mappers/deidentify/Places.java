package org.consentry.mappers.deidentify;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The treatment of addresses: state, country and as much of a ZIP as the policy allows.
 *
 * <p>Three digits stay only where {@code zip3.txt} lists them; all else becomes {@code 000}. Postal
 * codes of other countries go, since no table says how many people they hold.
 */
final class Places {
    private static final Set<String> ZIP3 = zip3();
    private static final Set<String> STATES = Set.copyOf(Resources.lines("states.txt"));
    private static final Set<String> HERE = Set.of("us", "usa", "united states", "united states of america");

    private Places() {}

    static boolean address(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        String city = null;
        String state = null;
        String zip = null;
        String country = null;
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            in.nextToken();
            switch (field) {
                case "city" -> city = Primitives.text(in);
                case "state" -> state = Primitives.text(in);
                case "postalCode" -> zip = Primitives.text(in);
                case "country" -> country = Primitives.text(in);
                default -> in.skipChildren();
            }
        }
        run.out.openObject(name);
        boolean wide = run.policy().places() == Policy.Places.ZIP5;
        put("city", wide && city != null && run.job.rules().displays().words(city) != null ? city : null, run);
        put("state", state != null && STATES.contains(state.toLowerCase(Locale.ROOT)) ? state : null, run);
        put("postalCode", zip == null || !here(country) ? null : wide ? zip5(zip) : zip3(zip), run);
        put("country", country != null && (here(country) || country(country)) ? country : null, run);
        return run.out.close();
    }

    private static void put(String name, @Nullable String value, Run run) {
        if (value != null) {
            run.out.string(name, value);
        }
    }

    /** Three digits, or 000 where fewer than 20,000 people live or nobody knows. */
    static String zip3(String zip) {
        String start = zip.length() >= 5 ? zip.substring(0, 3) : "";
        return ZIP3.contains(start) ? start : "000";
    }

    private static @Nullable String zip5(String zip) {
        String start = zip.length() >= 5 ? zip.substring(0, 5) : "";
        return start.length() == 5 && start.chars().allMatch(c -> c >= '0' && c <= '9') ? start : null;
    }

    private static boolean here(@Nullable String country) {
        return country == null || HERE.contains(country.toLowerCase(Locale.ROOT));
    }

    private static boolean country(String country) {
        return country.length() <= 3 && country.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static Set<String> zip3() {
        Set<String> allowed = new HashSet<>();
        for (String line : Resources.lines("zip3.txt")) {
            boolean taken = line.startsWith("-");
            for (String range : line.substring(1).strip().split(" ", -1)) {
                int from = Integer.parseInt(range.substring(0, 3));
                int to = Integer.parseInt(range.substring(range.length() - 3));
                for (int zip = from; zip <= to; zip++) {
                    String prefix = "%03d".formatted(zip);
                    boolean changed = taken ? allowed.remove(prefix) : allowed.add(prefix);
                    if (!changed) {
                        throw new IllegalStateException("zip3.txt says %s twice".formatted(prefix));
                    }
                }
            }
        }
        return Set.copyOf(allowed);
    }
}
