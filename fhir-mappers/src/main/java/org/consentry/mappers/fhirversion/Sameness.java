package org.consentry.mappers.fhirversion;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.Controls;
import tools.jackson.databind.JsonNode;

/** When a value of R4's says the same as a value of an older version. */
final class Sameness {

    static final String NOT_THERE = "not in the source: ";
    private static final String FHIR = "http://hl7.org/fhir/";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]+");
    private static final int MOST_DIGITS = 200;

    private final Map<String, String> references;

    /** @param references those rewritten to point inside the bundle */
    Sameness(Map<String, String> references) {
        this.references = references;
    }

    boolean says(JsonNode older, JsonNode r4) {
        String text = key(r4);
        return key(older).equals(text) || forms(older).contains(text);
    }

    /** A value as text; numbers by what they amount to. */
    static String key(JsonNode value) {
        if (!value.isNumber()) {
            return value.asString("");
        }
        BigDecimal number = value.decimalValue();
        boolean writable = Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS;
        return writable
                ? number.stripTrailingZeros().toPlainString()
                : number.stripTrailingZeros().toString();
    }

    /** What the value may have become without losing anything; itself first. */
    Set<String> forms(JsonNode older) {
        String text = key(older);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        if (!older.isString()) {
            return forms;
        }
        forms.add(Controls.shown(text));
        forms.add(text.strip());
        String target = references.get(text);
        if (target != null) {
            forms.add(target);
        }
        if (text.startsWith(FHIR)) {
            system(text, forms);
        } else if (text.startsWith("urn:oid:")) {
            forms.add(text.substring("urn:oid:".length()));
        } else if (text.startsWith("#")) {
            forms.add(NOT_THERE + text);
        } else if (text.length() > 76 && BASE64.matcher(text).matches()) {
            forms.add(text.replaceAll("\\s", ""));
        }
        return forms;
    }

    private static void system(String text, Set<String> forms) {
        String name = CodeSystems.name(text);
        if (name != null) {
            forms.add(name);
        }
        forms.add(CodeSystems.before(text));
        forms.add(Repairs.crossVersion(text));
    }
}
