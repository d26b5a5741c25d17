package org.consentry.mappers.ccda;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.datatype.Sha256;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Identifier;

/*
 * What a statement is known by: its first id. Many documents give one id to several statements (a concern and each of
 * its observations), or none at all. Then what defines it clinically tells it apart: codes, values, times, products.
 * The same content under the same id is the same resource, wherever in the document it stands again.
 */
/** Business keys of statements. */
final class Keys {

    private static final Set<String> DEFINING = Set.of(
            "code",
            "translation",
            "originalText",
            "value",
            "effectiveTime",
            "low",
            "high",
            "center",
            "period",
            "consumable",
            "product",
            "manufacturedProduct",
            "manufacturedMaterial",
            "manufacturedLabeledDrug",
            "name",
            "participant",
            "participantRole",
            "playingEntity",
            "playingDevice",
            "doseQuantity",
            "subject",
            "relatedSubject",
            "text",
            "reference");
    private static final String[] ATTRIBUTES = {"code", "codeSystem", "value", "unit", "nullFlavor", "type"};

    private final Document document;
    private final Map<String, String> content = new HashMap<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    Keys(Document document) {
        this.document = document;
    }

    /** The key of what becomes a resource of a type. */
    String of(String type, Statement statement) {
        List<Identifier> ids = document.ids.identifiers(statement.element());
        String defining = defining(statement.element());
        if (ids.isEmpty()) {
            String key = document.patientKey + "|" + statement.name() + "|" + defining;
            int count = repeated.merge(type + key, 1, Integer::sum);
            return count == 1 ? key : key + "|" + count;
        }
        String key = Ids.key(ids.get(0));
        String known = content.putIfAbsent(type + "|" + key, defining);
        return known == null || known.equals(defining) ? key : key + "|" + defining;
    }

    /** A digest of what defines a statement clinically. */
    String defining(Element statement) {
        MessageDigest digest = Sha256.digest();
        gather(statement, digest, 0);
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private void gather(Element element, MessageDigest digest, int depth) {
        for (Element child : element.children()) {
            if (DEFINING.contains(child.name()) && depth < 12) {
                update(digest, child.name());
                for (String attribute : ATTRIBUTES) {
                    String value = child.peek(attribute);
                    if (value != null) {
                        update(digest, attribute + "=" + value);
                    }
                }
                String text = child.peekText();
                if (text != null) {
                    update(digest, text);
                }
                if (child.name().equals("reference")) {
                    Element target = document.narrative.find(child.peek("value"));
                    update(digest, target == null ? "" : document.narrative.defining(target));
                }
                gather(child, digest, depth + 1);
            }
        }
        if (depth == 0) {
            update(digest, String.valueOf(element.peek("moodCode")));
            update(digest, String.valueOf(element.peek("negationInd")));
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
