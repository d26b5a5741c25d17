package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The treatments of Coding and Quantity: what is coded in a public system stays. */
final class Coded {
    /** Stands where a local code system's URL stood, which names the hospital. */
    static final String LOCAL = "https://consentry.org/fhir/CodeSystem/local";

    private static final int LONGEST_UNIT = 30;

    private Coded() {}

    static boolean coding(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        String system = null;
        String code = null;
        String display = null;
        boolean chosen = false;
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            JsonToken token = in.nextToken();
            switch (field) {
                case "system" -> system = Primitives.text(in);
                case "code" -> code = Primitives.text(in);
                case "display" -> display = Primitives.text(in);
                case "userSelected" -> {
                    chosen = token == JsonToken.VALUE_TRUE;
                    in.skipChildren();
                }
                default -> in.skipChildren();
            }
        }
        return write(name, system, code, display, chosen, run);
    }

    private static boolean write(
            @Nullable String name,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            boolean chosen,
            Run run) {
        String @Nullable [] words =
                display == null ? null : run.job.rules().displays().words(display);
        if (words != null) {
            run.hindsight.sawWords(words);
        }
        if (code == null) {
            return false;
        }
        run.out.openObject(name);
        Systems.Form form = system == null ? null : run.job.rules().systems().form(system);
        if (system == null || form == null || !form.fits(code)) {
            run.out.string("system", LOCAL);
            run.out.string("code", run.pseudonyms.code(system == null ? "" : system, code));
        } else {
            run.hindsight.sawCode(system, code);
            run.out.string("system", system);
            run.out.string("code", code);
            if (display != null && words != null && !run.namesPatient(words)) {
                run.out.string("display", display);
            }
        }
        if (chosen) {
            run.out.bool("userSelected", true);
        }
        return run.out.close();
    }

    static boolean quantity(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        String value = null;
        String comparator = null;
        String unit = null;
        String system = null;
        String code = null;
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            in.nextToken();
            switch (field) {
                case "value" -> value = Primitives.numeral(in);
                case "comparator" -> comparator = Primitives.text(in);
                case "unit" -> unit = Primitives.text(in);
                case "system" -> system = Primitives.text(in);
                case "code" -> code = Primitives.text(in);
                default -> in.skipChildren();
            }
        }
        if (value == null) {
            return false;
        }
        return write(name, new Measured(value, comparator, unit, system, code), run);
    }

    private record Measured(
            String value,
            @Nullable String comparator,
            @Nullable String unit,
            @Nullable String system,
            @Nullable String code) {}

    private static boolean write(@Nullable String name, Measured quantity, Run run) {
        boolean over89 = run.policy().masksAges() && over89(quantity, run);
        String comparator = over89 ? ">=" : quantity.comparator;
        run.out.openObject(name);
        run.out.number("value", over89 ? "90" : quantity.value);
        if (comparator != null && Forms.code(comparator)) {
            run.out.string("comparator", comparator);
        }
        boolean years = over89 && Years.perUnit(quantity.code, quantity.unit) != 1;
        if (quantity.unit != null && !years && unit(quantity.unit, run)) {
            run.out.string("unit", quantity.unit);
        }
        Systems.Form form =
                quantity.system == null ? null : run.job.rules().systems().form(quantity.system);
        if (form != null && quantity.system != null && quantity.code != null && form.fits(quantity.code)) {
            run.out.string("system", quantity.system);
            run.out.string("code", years ? "a" : quantity.code);
        }
        return run.out.close();
    }

    /** More than 89 years of whatever it is can only be an age; a number without a unit may be one. */
    private static boolean over89(Measured quantity, Run run) {
        double value = Double.parseDouble(quantity.value);
        double perUnit = Years.perUnit(quantity.code, quantity.unit);
        return perUnit > 0 ? value * perUnit >= 90 : run.hindsight.masks(value);
    }

    private static boolean unit(String unit, Run run) {
        if (unit.length() > LONGEST_UNIT) {
            return false;
        }
        String[] words = run.job.rules().displays().words(unit);
        return words != null && !run.namesPatient(words);
    }
}
