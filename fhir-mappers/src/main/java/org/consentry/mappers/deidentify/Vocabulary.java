package org.consentry.mappers.deidentify;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/*
 * FHIR's own words, which are somebody's name as well: there are people called Order, Account and Medication.
 *
 * A word is FHIR's only where FHIR put it: as the name of a field; as the whole value of a field whose datatype, where it
 * is primitive, is code (or uri), if the value is one of R4's codes; as the type before the id in a reference; in a URL
 * of HL7's. The same word anywhere else, or beside another, is somebody's. R4's codes here are words of three letters
 * and more, so that an id or a number hardly ever passes by this door.
 */
/** Tells whether a word of the output was FHIR's to say, whatever the patients are called. */
final class Vocabulary {
    private static final Set<String> CODES = Set.copyOf(Resources.lines("fhir-codes.txt"));

    /** R4's field names, and whether they, where they hold a primitive, always hold a code or a uri. */
    private static final Map<String, Boolean> FIELDS = fields();

    private static final String HL7 = "http://hl7.org/fhir/";

    private Vocabulary() {}

    /** Whether the word between two places of a line, in a field of that name, is FHIR's. */
    static boolean speaks(byte[] line, String field, int start, int end) {
        int from = start;
        while (from > 0 && line[from - 1] != '"') {
            from--;
        }
        int to = end;
        while (to < line.length && line[to] != '"') {
            to++;
        }
        String value = new String(line, from, to - from, StandardCharsets.UTF_8);
        if (to + 1 < line.length && line[to + 1] == ':') {
            return FIELDS.containsKey(value);
        }
        if (field.equals("reference")) {
            return typeOfReference(value, start - from, end - from);
        }
        return (Boolean.TRUE.equals(FIELDS.get(field)) && CODES.contains(value)) || value.startsWith(HL7);
    }

    private static boolean typeOfReference(String value, int start, int end) {
        boolean first = start == 0 || value.charAt(start - 1) == '/';
        boolean before = end < value.length() && (value.charAt(end) == '/' || value.charAt(end) == '?');
        return first && before && ResourceTypes.known(value.substring(start, end));
    }

    private static Map<String, Boolean> fields() {
        Map<String, Boolean> fields = new HashMap<>();
        gather(R4Elements.load().types(), fields);
        return Map.copyOf(fields);
    }

    private static void gather(Map<String, R4Elements.Element> elements, Map<String, Boolean> fields) {
        elements.forEach((name, element) -> {
            String type = element.type();
            boolean primitive = !type.isEmpty() && Character.isLowerCase(type.charAt(0));
            boolean code = type.equals("code") || type.equals("uri") || type.equals("canonical");
            fields.merge(name, code || !primitive, Boolean::logicalAnd);
            gather(element.content(), fields);
        });
    }
}
