package org.consentry.mappers.ccda.datatype;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * Instance identifiers (II). A root with an extension is a system with a value; a root alone is an identifier in itself
 * (RFC 3986). The root of URIs has a whole URI as its extension.
 */
public final class Ids {

    private static final String URIS = "urn:ietf:rfc:3986";
    private static final String URI_ROOT = "2.16.840.1.113883.4.873";

    private final Terminology terminology;

    public Ids(Terminology terminology) {
        this.terminology = terminology;
    }

    /** The identifier, or null if the element has none. */
    public @Nullable Identifier identifier(Element id) {
        String root = id.attribute("root");
        String extension = id.attribute("extension");
        if (id.nullFlavor() != null || (root == null && extension == null)) {
            return null;
        }
        Identifier identifier = new Identifier();
        if (root == null) {
            String name = id.attribute("assigningAuthorityName");
            if (name != null) {
                identifier.setSystem(Terminology.local(name));
            }
            return identifier.setValue(extension);
        }
        if (root.equals(URI_ROOT) && extension != null) {
            return parted(extension);
        }
        String uri = terminology.namespace(lower(root));
        if (extension != null) {
            return identifier.setSystem(uri).setValue(extension);
        }
        // The system of everybody's numbers (SSN, NPI) alone is no number.
        return uri.startsWith("http") ? null : identifier.setSystem(URIS).setValue(uri);
    }

    /** A whole URI as the extension: what stands before its last part is the system. */
    private static Identifier parted(String uri) {
        int cut = uri.startsWith("urn:") ? uri.lastIndexOf(':') : uri.lastIndexOf('/');
        boolean parts = cut > "urn:".length() && cut < uri.length() - 1 && uri.charAt(cut - 1) != '/';
        return parts
                ? new Identifier().setSystem(uri.substring(0, cut)).setValue(uri.substring(cut + 1))
                : new Identifier().setSystem(URIS).setValue(uri);
    }

    /** All identifiers of an element, none twice. */
    public List<Identifier> identifiers(Element owner) {
        Map<String, Identifier> identifiers = new LinkedHashMap<>();
        for (Element id : owner.children("id")) {
            Identifier identifier = identifier(id);
            if (identifier != null) {
                identifiers.putIfAbsent(key(identifier), identifier);
            }
        }
        return new ArrayList<>(identifiers.values());
    }

    /** The text that a resource is known by. */
    public static String key(Identifier identifier) {
        return (identifier.hasSystem() ? identifier.getSystem() : "") + "|" + identifier.getValue();
    }

    private static String lower(String root) {
        return root.indexOf('-') > 0 ? root.toLowerCase(Locale.ROOT) : root;
    }
}
