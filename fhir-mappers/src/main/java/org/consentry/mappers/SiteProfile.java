package org.consentry.mappers;

import java.util.HashMap;
import java.util.Map;
import org.consentry.mappers.terminology.Terminology;

/**
 * What is particular to one sender: its code maps, and the meaning of its Z segments.
 *
 * @param name told in the conversion's Provenance
 * @param terminology the code maps of this jar with the site's in front
 * @param extensions the extension URL for a field, by its path such as {@code ZPI-3}; the field then becomes an
 *     extension of that URL on the resource its segment belongs to
 */
public record SiteProfile(String name, Terminology terminology, Map<String, String> extensions) {

    /** Nothing particular. */
    public static final SiteProfile STANDARD = new SiteProfile("standard", Terminology.STANDARD, Map.of());

    public SiteProfile {
        extensions = Map.copyOf(extensions);
    }

    /** This profile with one more FHIR ConceptMap (R4 JSON); its id names the map it extends. */
    public SiteProfile withConceptMap(String conceptMapJson) {
        return new SiteProfile(name, terminology.with(conceptMapJson), extensions);
    }

    /** This profile with a meaning for one field of a Z segment. */
    public SiteProfile withExtension(String path, String url) {
        Map<String, String> more = new HashMap<>(extensions);
        more.put(path, url);
        return new SiteProfile(name, terminology, more);
    }
}
