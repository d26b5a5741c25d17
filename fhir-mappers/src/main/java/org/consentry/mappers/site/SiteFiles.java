package org.consentry.mappers.site;

import ca.uhn.fhir.context.RuntimeResourceDefinition;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.SiteProfile;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.FieldRule;
import org.consentry.mappers.csv.ResourceRule;
import org.consentry.mappers.terminology.Terminology;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reading a site's folder: {@code profile.json}, {@code maps/*.json} (FHIR ConceptMaps whose id names the map they
 * extend) and {@code csv/*.json} (layouts). MAPPINGS.md tells every word of them.
 */
public final class SiteFiles {

    private static final String PROFILE = "profile.json";
    private static final List<String> WORDS = List.of("title", "zone", "fields", "assigners", "codeSystems");
    private static final Pattern FIELD = Pattern.compile("[A-Z][A-Z0-9]{2}-[1-9][0-9]{0,2}");
    private static final Pattern URI = Pattern.compile("(https?://|urn:)[\\x21-\\x7e]{1,500}");

    private ZoneId zone;
    private Terminology terminology = Terminology.STANDARD;
    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, CsvLayout> layouts = new HashMap<>();

    private SiteFiles(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Reads a folder.
     *
     * @param name of the site, told in each conversion's Provenance
     * @param files texts by their path in the folder, with {@code /} between its parts
     * @param zone of a site whose profile names none
     * @throws SiteRefused for the first mistake, with file and line
     */
    public static Site read(String name, Map<String, String> files, ZoneId zone) {
        SiteFiles site = new SiteFiles(zone);
        new TreeMap<>(files).forEach(site::take);
        return new Site(site.zone, new SiteProfile(name, site.terminology, site.fields), site.layouts);
    }

    private void take(String file, String text) {
        if (file.equals(PROFILE)) {
            profile(LocatedJson.read(file, text));
        } else if (file.startsWith("maps/") && file.endsWith(".json")) {
            map(LocatedJson.read(file, text), text);
        } else if (file.startsWith("csv/") && file.endsWith(".json")) {
            layout(file, text);
        } else {
            throw new SiteRefused(file, 0, "a site has profile.json, maps/*.json and csv/*.json, and nothing else");
        }
    }

    private void profile(LocatedJson json) {
        if (!json.root().isObject()) {
            throw json.refused("", "a profile is a JSON object");
        }
        json.root().properties().forEach(word -> {
            if (!WORDS.contains(word.getKey())) {
                throw json.refused(
                        "/" + LocatedJson.escaped(word.getKey()),
                        "a profile has " + String.join(", ", WORDS) + ", and no " + word.getKey());
            }
        });
        zone(json);
        names(json, "fields", FIELD, "a field is named like ZPI-3").forEach(fields::put);
        terminology = terminology.with("namespaces", names(json, "assigners", null, ""));
        Map<String, String> systems = new HashMap<>();
        names(json, "codeSystems", null, "")
                .forEach((system, uri) -> systems.put(system.toUpperCase(Locale.ROOT), uri));
        terminology = terminology.with("code-systems", systems);
    }

    private void zone(LocatedJson json) {
        JsonNode told = json.root().path("zone");
        if (told.isMissingNode()) {
            return;
        }
        try {
            zone = ZoneId.of(told.asString(""));
        } catch (DateTimeException e) {
            throw json.refused("/zone", "a zone is named like America/New_York");
        }
    }

    /** An object of names and URIs. */
    private static Map<String, String> names(
            LocatedJson json, String word, @org.jspecify.annotations.Nullable Pattern form, String otherwise) {
        JsonNode object = json.root().path(word);
        if (!object.isMissingNode() && !object.isObject()) {
            throw json.refused("/" + word, word + " is an object of names and URIs");
        }
        Map<String, String> names = new HashMap<>();
        object.properties().forEach(entry -> {
            String pointer = "/" + word + "/" + LocatedJson.escaped(entry.getKey());
            String uri = entry.getValue().asString("");
            if (form != null && !form.matcher(entry.getKey()).matches()) {
                throw json.refused(pointer, otherwise);
            }
            if (!URI.matcher(uri).matches()) {
                throw json.refused(pointer, "this is no URI of http:, https: or urn:");
            }
            names.put(entry.getKey(), uri);
        });
        return names;
    }

    private void map(LocatedJson json, String text) {
        JsonNode map = json.root();
        if (!map.path("resourceType").asString("").equals("ConceptMap")) {
            throw json.refused("", "this is no FHIR ConceptMap");
        }
        String id = map.path("id").asString("");
        if (!Terminology.ships(id)) {
            throw json.refused("/id", "there is no map of that id to extend; MAPPINGS.md lists them");
        }
        for (int group = 0; group < map.path("group").size(); group++) {
            JsonNode elements = map.path("group").path(group).path("element");
            for (int element = 0; element < elements.size(); element++) {
                JsonNode one = elements.path(element);
                boolean whole = one.has("code") && one.path("target").path(0).has("code");
                if (!whole) {
                    throw json.refused(
                            "/group/" + group + "/element/" + element,
                            "an element has a code and a target with a code");
                }
            }
        }
        if (map.path("group").isEmpty()) {
            throw json.refused("", "the map has no group");
        }
        terminology = terminology.with(text);
    }

    private void layout(String file, String text) {
        LocatedJson json = LocatedJson.read(file, text);
        try {
            CsvLayout layout = CsvLayout.read(text);
            for (int index = 0; index < layout.resources().size(); index++) {
                elements(json, "/resources/" + index, layout.resources().get(index));
            }
            layouts.put(layout.name(), layout);
        } catch (IllegalArgumentException e) {
            int line = e.getCause() instanceof JacksonException cause ? LocatedJson.line(cause) : 0;
            throw new SiteRefused(file, line, String.valueOf(e.getMessage()));
        }
    }

    /** A layout that names what R4 does not have would fail with every row. */
    private static void elements(LocatedJson json, String pointer, ResourceRule rule) {
        if (!FhirJson.context().getResourceTypes().contains(rule.type())) {
            throw json.refused(pointer + "/type", "R4 has no resource of the type " + rule.type());
        }
        RuntimeResourceDefinition type = FhirJson.context().getResourceDefinition(rule.type());
        for (int field = 0; field < rule.fields().size(); field++) {
            FieldRule one = rule.fields().get(field);
            List<String> paths = new ArrayList<>(one.with().keySet());
            paths.add(one.path());
            for (String path : paths) {
                String element = path.replaceAll("[.\\[].*", "");
                if (type.getChildByName(element) == null) {
                    throw json.refused(pointer + "/fields/" + field, "a " + rule.type() + " has no element " + element);
                }
            }
        }
    }
}
