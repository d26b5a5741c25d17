package org.consentry.mappers.fhirversion;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.Controls;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** When a value of R4's says the same as a value of an older version. */
final class Sameness {

    static final String NOT_THERE = "not in the source: ";
    private static final String FHIR = "http://hl7.org/fhir/";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]+");
    private static final String CURRENCIES = "urn:iso:std:iso:4217";

    /** Codes that R4 calls otherwise, one for one, by the element's name. */
    private static final Map<String, Map<String, String>> RENAMED = Map.of(
            "class", Map.of("inpatient", "IMP", "ambulatory", "AMB", "emergency", "EMER", "home", "HH"),
            "code", Map.of("diagnosis", "encounter-diagnosis"),
            "criticality", Map.of("CRITL", "low", "CRITH", "high", "CRITU", "unable-to-assess"),
            "status",
                    Map.of(
                            "available", "active",
                            "not-available", "inactive",
                            "aborted", "stopped",
                            "suspended", "on-hold",
                            "cancelled", "revoked"),
            "use", Map.of("complete", "claim", "proposed", "preauthorization", "exploratory", "predetermination"));

    private static final int MOST_DIGITS = 200;

    private final Map<String, String> references;

    /** @param references those rewritten to point inside the bundle */
    Sameness(Map<String, String> references) {
        this.references = references;
    }

    boolean says(String name, JsonNode older, JsonNode r4) {
        String text = key(r4);
        String sent = key(older);
        return sent.equals(text)
                || text.equals(references.get(sent))
                || isSystem(sent, text)
                || other(name, older, text);
    }

    private static boolean isSystem(String sent, String text) {
        return sent.startsWith(FHIR) && text.equals(CodeSystems.name(sent));
    }

    private boolean other(String name, JsonNode older, String text) {
        return forms(name, older).contains(text);
    }

    /** Whether an R4 object says it by what it is: Money's currency is of ISO 4217. */
    boolean implies(ObjectNode r4, String name, JsonNode older) {
        return name.equals("system") && older.asString("").equals(CURRENCIES) && r4.has("currency");
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
    Set<String> forms(String name, JsonNode older) {
        String text = key(older);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        if (!older.isString()) {
            forms.add(older.asString(""));
            return forms;
        }
        forms.add(Controls.shown(text));
        forms.add(text.strip());
        String code = RENAMED.getOrDefault(name, Map.of()).get(text);
        if (code != null) {
            forms.add(code);
        }
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
