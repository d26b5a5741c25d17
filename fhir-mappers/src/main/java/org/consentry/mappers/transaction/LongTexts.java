package org.consentry.mappers.transaction;

import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MarkdownType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.StringType;

/**
 * Texts longer than FHIR lets a string be (1 MB): the text's start stays where it is, and the rest follows in extensions
 * of it, in order. Looked for only where the source is that long itself, since it is a walk through all that was made.
 */
public final class LongTexts {

    /** The extension with the next piece of a text. */
    public static final String CONTINUED = "https://consentry.org/fhir/StructureDefinition/continued";

    private static final int MOST = 1024 * 1024;

    private LongTexts() {}

    /** Parts the texts of a bundle that was made of so many bytes. */
    public static Bundle part(Bundle bundle, int source) {
        if (source >= MOST) {
            walk(bundle);
        }
        return bundle;
    }

    private static void walk(Base element) {
        for (Property property : element.children()) {
            property.getValues().forEach(LongTexts::walk);
        }
        if (element instanceof PrimitiveType<?> text
                && (text instanceof StringType || text instanceof MarkdownType)
                && text.hasValue()
                && text.getValueAsString().length() > MOST) {
            part(text);
        }
    }

    private static void part(PrimitiveType<?> text) {
        String whole = text.getValueAsString();
        int from = cut(whole, MOST);
        text.setValueAsString(whole.substring(0, from));
        while (from < whole.length()) {
            int end = cut(whole, Math.min(from + MOST, whole.length()));
            text.addExtension(new Extension(CONTINUED, new StringType(whole.substring(from, end))));
            from = end;
        }
    }

    /** Not between the two halves of a character. */
    private static int cut(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
