package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Timing.DayOfWeek;
import org.hl7.fhir.r4.model.Timing.EventTiming;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.jspecify.annotations.Nullable;

/** How often (HL7 table 0335), as FHIR counts it: BID, Q6H, Q4-6H, QOD, QHS, ACM, Q1J135, and each with PRN. */
final class RepeatPattern {

    /** Every so many of a unit. */
    private static final Pattern EVERY = Pattern.compile("Q(\\d{1,3})(?:-(\\d{1,3}))?(S|MIN|M|H|D|WK|W|L|MO)");

    /** Every so many weeks on days counted from Monday. */
    private static final Pattern ON_DAYS = Pattern.compile("Q(\\d{1,2})J([1-7]{1,7})");

    private static final List<DayOfWeek> WEEK = List.of(
            DayOfWeek.MON, DayOfWeek.TUE, DayOfWeek.WED, DayOfWeek.THU, DayOfWeek.FRI, DayOfWeek.SAT, DayOfWeek.SUN);
    private static final Pattern TIMES_A_DAY = Pattern.compile("([1-9])ID");
    private static final Map<String, UnitsOfTime> UNITS = Map.of(
            "S", UnitsOfTime.S,
            "M", UnitsOfTime.MIN,
            "MIN", UnitsOfTime.MIN,
            "H", UnitsOfTime.H,
            "D", UnitsOfTime.D,
            "W", UnitsOfTime.WK,
            "WK", UnitsOfTime.WK,
            "L", UnitsOfTime.MO,
            "MO", UnitsOfTime.MO);
    private static final Map<String, Integer> DAILY = Map.of("QD", 1, "DAILY", 1, "BID", 2, "TID", 3, "QID", 4);
    private static final Set<String> MEALS =
            Set.of("C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV");
    private static final Map<String, EventTiming> DAYTIMES = Map.of(
            "QAM", EventTiming.MORN,
            "QPM", EventTiming.EVE,
            "QHS", EventTiming.HS,
            "HS", EventTiming.HS);

    private RepeatPattern() {}

    /** True if the code says that it is only when needed. */
    static boolean isAsNeeded(@Nullable String code) {
        return plain(code).contains("PRN");
    }

    /** The unit that one of the table's letters stands for. */
    static UnitsOfTime unit(String letter) {
        return Objects.requireNonNull(UNITS.get(letter));
    }

    /** Adds what the code says; one that is none of the table's adds nothing. */
    static void put(@Nullable String code, TimingRepeatComponent repeat) {
        String plain = plain(code).replace("PRN", "");
        Matcher every = EVERY.matcher(plain);
        Matcher days = ON_DAYS.matcher(plain);
        Matcher times = TIMES_A_DAY.matcher(plain);
        if (every.matches() && isMore(every.group(1), "0")) {
            UnitsOfTime unit = unit(every.group(3));
            repeat.setFrequency(1).setPeriod(new BigDecimal(every.group(1))).setPeriodUnit(unit);
            if (every.group(2) != null && isMore(every.group(2), every.group(1))) {
                repeat.setPeriodMax(new BigDecimal(every.group(2)));
            }
        } else if (days.matches() && isMore(days.group(1), "0")) {
            repeat.setFrequency(1).setPeriod(new BigDecimal(days.group(1))).setPeriodUnit(UnitsOfTime.WK);
            days.group(2).chars().distinct().forEach(day -> repeat.addDayOfWeek(WEEK.get(day - '1')));
        } else if (DAILY.containsKey(plain) || times.matches()) {
            int often = times.matches() ? Integer.parseInt(times.group(1)) : DAILY.getOrDefault(plain, 1);
            repeat.setFrequency(often).setPeriod(1).setPeriodUnit(UnitsOfTime.D);
        } else {
            named(plain, repeat);
        }
    }

    private static void named(String plain, TimingRepeatComponent repeat) {
        if (MEALS.contains(plain)) {
            repeat.addWhen(EventTiming.fromCode(plain));
        } else if (DAYTIMES.containsKey(plain)) {
            repeat.addWhen(DAYTIMES.get(plain));
        } else if (plain.equals("QOD")) {
            repeat.setFrequency(1).setPeriod(2).setPeriodUnit(UnitsOfTime.D);
        } else if (plain.equals("QH")) {
            repeat.setFrequency(1).setPeriod(1).setPeriodUnit(UnitsOfTime.H);
        } else if (plain.equals("ONCE")) {
            repeat.setCount(1);
        }
    }

    private static String plain(@Nullable String code) {
        return code == null || code.length() > 40
                ? ""
                : code.replace(".", "").replace(" ", "").toUpperCase(Locale.ROOT);
    }

    private static boolean isMore(String number, String than) {
        return Integer.parseInt(number) > Integer.parseInt(than);
    }
}
