package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The treatments of FHIR's primitives. What has not the form of its type is dropped, never passed on. */
final class Primitives {
    /** The extension that says "90+" where a year of birth stood. */
    static final String AGE_GROUP = "https://consentry.org/fhir/StructureDefinition/age-group";

    /** The extension that holds the year where an instant stood, which FHIR cannot write by year. */
    static final String YEAR = "https://consentry.org/fhir/StructureDefinition/year";

    private static final int LONGEST_BARE_INTEGER = 6;

    private Primitives() {}

    /** The scalar's text; null for objects and arrays, which are skipped, and for null. */
    static @Nullable String text(JsonParser in) {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            in.skipChildren();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : in.getString();
    }

    static boolean bool(JsonParser in, @Nullable String name, Run run) {
        JsonToken token = in.currentToken();
        in.skipChildren();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            return false;
        }
        run.out.bool(name, token == JsonToken.VALUE_TRUE);
        return true;
    }

    static boolean number(JsonParser in, @Nullable String name, Run run) {
        String text = numeral(in);
        boolean longInteger = text != null && text.length() > LONGEST_BARE_INTEGER && text.indexOf('.') < 0;
        if (text == null || longInteger || run.hindsight.masks(Double.parseDouble(text))) {
            return false;
        }
        run.out.number(name, text);
        return true;
    }

    /** A number that could answer "how old are you?": only up to 89. */
    static boolean smallNumber(JsonParser in, @Nullable String name, Run run) {
        String text = numeral(in);
        if (text == null || (Double.parseDouble(text) >= 90 && run.policy().masksAges())) {
            return false;
        }
        run.out.number(name, text);
        return true;
    }

    static @Nullable String numeral(JsonParser in) {
        JsonToken token = in.currentToken();
        String text = text(in);
        return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT ? text : null;
    }

    static boolean code(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        if (text == null || !Forms.code(text) || run.namesPatient(text)) {
            return false;
        }
        run.out.string(name, text);
        return true;
    }

    static boolean mime(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        int end = text == null ? -1 : text.indexOf(';');
        String type = text == null || end < 0 ? text : text.substring(0, end).strip();
        if (type == null || type.indexOf('/') < 1 || !Forms.code(type)) {
            return false;
        }
        run.out.string(name, type);
        return true;
    }

    /** A name inside a form, such as a linkId: no identity by its shape. */
    static boolean token(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        if (text == null) {
            return false;
        }
        String @Nullable [] words = run.job.rules().displays().words(text);
        boolean stays = text.length() <= 64 && words != null && !run.namesPatient(words);
        run.out.string(name, stays ? text : run.pseudonyms.code("token", text));
        return true;
    }

    static boolean uri(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        if (text == null || !Forms.publicUri(text)) {
            return false;
        }
        run.out.string(name, text);
        return true;
    }

    static boolean id(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        if (text == null) {
            return false;
        }
        run.out.string(name, run.pseudonyms.id(text));
        return true;
    }

    static boolean freeText(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        String left = text == null ? null : run.freeText(text);
        if (left == null) {
            return false;
        }
        run.out.string(name, left);
        return true;
    }

    static boolean date(JsonParser in, @Nullable String name, Run run) {
        PartialDate date = PartialDate.parse(text(in));
        String left = date == null ? null : run.date(date);
        if (left == null) {
            return false;
        }
        run.out.string(name, left);
        return true;
    }

    /** An instant has no year-only form: its year goes into an extension of the primitive. */
    static boolean instant(JsonParser in, @Nullable String name, Run run) {
        PartialDate date = PartialDate.parse(text(in));
        String left = date == null ? null : run.date(date);
        if (left == null || (left.length() == 4 && name == null)) {
            return false;
        }
        if (left.length() > 4) {
            run.out.string(name, left);
        } else {
            extension(run, "_" + name, YEAR, "valueDate", left);
        }
        return true;
    }

    static boolean time(JsonParser in, @Nullable String name, Run run) {
        String text = text(in);
        if (text == null || run.policy().dates() == Policy.Dates.YEAR || !Forms.time(text)) {
            return false;
        }
        run.out.string(name, text);
        return true;
    }

    /** A date of birth; nobody over 89 keeps its year. */
    static boolean birthDate(JsonParser in, @Nullable String name, Run run) {
        PartialDate date = PartialDate.parse(text(in));
        if (date == null) {
            return false;
        }
        boolean ofPatient = date.year() == run.facts.birthYear();
        int year = run.job.asOf().getYear();
        boolean over89 = ofPatient ? run.facts.over89(year) : run.showsAge(date.year());
        if (run.policy().masksAges() && over89) {
            extension(run, "_" + name, AGE_GROUP, "valueString", "90+");
            return true;
        }
        String left = ofPatient ? run.dateAtAnyAge(date) : run.date(date);
        if (left != null) {
            run.out.string(name, left);
        }
        return left != null;
    }

    private static void extension(Run run, String name, String url, String valueName, String value) {
        run.out.openObject(name);
        run.out.openArray("extension");
        run.out.openObject(null);
        run.out.string("url", url);
        run.out.string(valueName, value);
        run.out.close();
        run.out.close();
        run.out.close();
    }
}
