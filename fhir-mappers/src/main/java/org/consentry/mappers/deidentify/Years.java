package org.consentry.mappers.deidentify;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many years a unit of time holds, so that an age in months is an age too. */
final class Years {
    private static final Map<String, Double> UNITS = Map.ofEntries(
            Map.entry("a", 1.0),
            Map.entry("yr", 1.0),
            Map.entry("yrs", 1.0),
            Map.entry("y", 1.0),
            Map.entry("year", 1.0),
            Map.entry("years", 1.0),
            Map.entry("{age}", 1.0),
            Map.entry("mo", 1 / 12.0),
            Map.entry("month", 1 / 12.0),
            Map.entry("months", 1 / 12.0),
            Map.entry("wk", 1 / 52.18),
            Map.entry("week", 1 / 52.18),
            Map.entry("weeks", 1 / 52.18),
            Map.entry("d", 1 / 365.25),
            Map.entry("day", 1 / 365.25),
            Map.entry("days", 1 / 365.25));

    private Years() {}

    /** Years per unit of the code, or else of the unit as written; 0 where it is no unit of long times. */
    static double perUnit(@Nullable String code, @Nullable String unit) {
        Double years = code == null ? null : UNITS.get(code);
        if (years == null && unit != null && unit.length() <= 6) {
            years = UNITS.get(unit.toLowerCase(Locale.ROOT));
        }
        return years == null ? 0 : years;
    }
}
