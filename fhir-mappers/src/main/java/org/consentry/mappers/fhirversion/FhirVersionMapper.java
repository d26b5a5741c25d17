package org.consentry.mappers.fhirversion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.identity.StableIds;
import org.consentry.mappers.transaction.LongTexts;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A DSTU2 or STU3 resource or Bundle (JSON) to an R4 transaction. Stateless and safe for any number of threads; bad
 * input is an answer, never an exception.
 */
public final class FhirVersionMapper {

    private static final int MAX_DEPTH = 200;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final Set<String> ENVELOPE = Set.of("resourceType", "entry");
    private static final Set<String> ENTRY = Set.of("resource", "fullUrl");
    private static final Pattern UUID = Pattern.compile("[a-f0-9\\-]{36}");

    /** Converts a Bundle of any type, or a single resource. */
    public Conversion convert(byte[] json, FhirVersion version, ConversionContext context) {
        Work work = new Work(version, new StableIds(context.tenant()));
        try {
            JsonText text = JsonText.of(json);
            if (text.recoded()) {
                work.tell(IssueSeverity.WARNING, "", "not-utf-8", "This is not UTF-8 and was read as Windows-1252");
            }
            JsonNode tree = JSON.readTree(text.text());
            if (!(tree instanceof ObjectNode object)
                    || object.path("resourceType").asString("").isEmpty()) {
                return work.rejected("not-fhir", "This is no FHIR resource in JSON");
            }
            work.collect(object);
        } catch (JacksonException e) {
            return work.rejected("not-json", "This is not JSON that can be read" + place(e));
        } catch (NumberFormatException e) {
            // The reader lets its number parser's own exception through where an exponent is beyond any number.
            return work.rejected("not-json", "There is a number that is too large");
        }
        return work.finish(context, json.length);
    }

    /** Where reading stopped; never what stood there. */
    private static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    /** A type of resource or an element, and what became of it. */
    private record Met(String path, Fate fate, String rule) {}

    /** One conversion under way. */
    private static final class Work {
        private final FhirVersion version;
        private final StableIds ids;
        private final Map<String, ObjectNode> resources = new LinkedHashMap<>();
        private final Map<String, String> places = new HashMap<>();
        private final Map<String, String> references = new LinkedHashMap<>();
        private final List<ConversionIssue> issues = new ArrayList<>();
        private final Map<Met, Integer> fates = new LinkedHashMap<>();
        private final Sameness same = new Sameness(references);

        /** Whether the Bundle is a history, and what was deleted so far in it. */
        private boolean history;

        private final Set<String> gone = new HashSet<>();

        Work(FhirVersion version, StableIds ids) {
            this.version = version;
            this.ids = ids;
        }

        void collect(ObjectNode object) {
            if (!object.path("resourceType").asString("").equals("Bundle")) {
                add(object, "", "");
                return;
            }
            ignoreAround(object, "Bundle", ENVELOPE);
            history = object.path("type").asString("").equals("history");
            int number = 0;
            for (JsonNode entry : object.path("entry")) {
                String place = "Bundle.entry[" + number++ + "]";
                ignoreAround(entry, "Bundle.entry", ENTRY);
                if (entry.path("search").path("mode").asString("").equals("outcome")) {
                    // What a server had to say about the search, and nothing of anybody.
                    count("Bundle.entry.resource", Fate.IGNORED, "search-outcome");
                } else if (entry.path("resource") instanceof ObjectNode resource) {
                    add(resource, entry.path("fullUrl").asString(""), place + ".resource");
                } else if (entry.path("request").path("method").asString("").equals("DELETE")) {
                    if (history) {
                        gone.add(entry.path("request").path("url").asString(""));
                    }
                    tell(IssueSeverity.WARNING, place + ".request", "not-deleted", "A deletion was not carried out");
                }
            }
        }

        /** What says how resources are sent, and nothing of them. */
        private void ignoreAround(JsonNode node, String path, Set<String> known) {
            node.propertyNames().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> count(Carried.told(path + "." + name), Fate.IGNORED, "bundle-envelope"));
        }

        /** @param place where the resource stands; empty if it is all there is */
        private void add(ObjectNode resource, String fullUrl, String place) {
            String type = resource.path("resourceType").asString("");
            String id = id(resource, type, fullUrl);
            String target = Types.r4(resource) + "/" + id;
            ObjectNode before = resources.get(target);
            if (gone.contains(type + "/" + id) || (history && before != null && !History.isLater(resource, before))) {
                // A history tells the newest first, a deletion as well: what it was before that is no more.
                count(Carried.told(type), Fate.IGNORED, "older-version");
                return;
            }
            if (before != null && !before.path("resourceType").asString("").equals(type)) {
                // Two types became one, and the ids of the two may be the same.
                target = Types.r4(resource) + "/" + ids.id(type, id);
            } else if (before != null && !history && !before.equals(resource)) {
                count(Carried.told(type), Fate.FAILED, "");
                tell(IssueSeverity.WARNING, told(type, place), "told-twice", "The last of those with one id is kept");
            }
            if (!fullUrl.isEmpty()) {
                references.put(fullUrl, target);
            }
            String sent = resource.path("id").asString("");
            references.put(type + "/" + (sent.isEmpty() ? id : sent), target);
            resources.put(target, resource);
            places.put(target, told(type, place));
        }

        /** Where a resource stands; one that stands alone is named by its type. */
        private static String told(String type, String place) {
            boolean known = FhirJson.context().getResourceTypes().contains(Types.r4(type));
            return !place.isEmpty() ? place : known ? type : "resourceType";
        }

        private String id(ObjectNode resource, String type, String fullUrl) {
            String id = resource.path("id").asString("");
            if (ID.matcher(id).matches()) {
                return id;
            }
            String uuid = fullUrl.startsWith("urn:uuid:") ? fullUrl.substring(9).toLowerCase(Locale.ROOT) : "";
            return UUID.matcher(uuid).matches() ? uuid : ids.id(type, resource.toString());
        }

        Conversion finish(ConversionContext context, int size) {
            Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
            resources.forEach((target, tree) -> convert(target, tree, bundle));
            if (bundle.getEntry().isEmpty()) {
                return rejected("nothing-to-store", "There is no resource that could be converted");
            }
            VersionProvenance.add(bundle, version, ids, context);
            return new Conversion.Converted(LongTexts.part(bundle, size), report());
        }

        private void convert(String target, ObjectNode tree, Bundle bundle) {
            String type = tree.path("resourceType").asString("");
            Empties.remove(tree);
            References.rewriteResource(tree, references);
            try {
                Resource made = Converters.convert(tree, version);
                made.setId(target.substring(target.indexOf('/') + 1));
                Lossless.Whole whole = Lossless.of(tree, made, version, same);
                Resource resource = whole.resource();
                // A parser may have put the type before it.
                resource.setId(made.getIdElement().getIdPart());
                whole.carried().forEach(path -> count(path, Fate.PRESERVED, ""));
                whole.lost().forEach(path -> count(path, Fate.FAILED, ""));
                bundle.addEntry()
                        .setFullUrl(fullUrl(resource))
                        .setResource(resource)
                        .getRequest()
                        .setMethod(Bundle.HTTPVerb.PUT)
                        .setUrl(target);
                count(type, Fate.MAPPED, "");
            } catch (IOException | NotConverted e) {
                notConverted(tree, places.getOrDefault(target, ""));
            }
        }

        /** Names the elements that are none of the version's, or the resource if it is all of it. */
        private void notConverted(ObjectNode tree, String place) {
            List<String> faults = Converters.faults(tree, version);
            if (faults.isEmpty()) {
                tell(
                        IssueSeverity.ERROR,
                        place,
                        "resource-not-converted",
                        "A resource of this type could not be converted");
            }
            for (String element : faults) {
                tell(
                        IssueSeverity.ERROR,
                        place + "." + Carried.told(element),
                        "resource-not-converted",
                        "The element is none of FHIR " + version + ", and the resource was not converted");
            }
        }

        private String fullUrl(Resource resource) {
            String id = resource.getIdElement().getIdPart();
            return "urn:uuid:" + (UUID.matcher(id).matches() ? id : ids.id(resource.fhirType(), id));
        }

        Conversion rejected(String kind, String text) {
            tell(IssueSeverity.ERROR, "", kind, text);
            return new Conversion.Rejected(report());
        }

        private void count(String path, Fate fate, String rule) {
            fates.merge(new Met(path, fate, rule), 1, Integer::sum);
        }

        private void tell(IssueSeverity severity, String path, String kind, String text) {
            issues.add(new ConversionIssue(severity, path, kind, text));
        }

        private ConversionReport report() {
            List<FieldOutcome> fields = new ArrayList<>();
            fates.forEach((met, count) -> fields.add(new FieldOutcome(met.path(), met.fate(), met.rule(), count)));
            return new ConversionReport(
                    "fhir-" + version.name().toLowerCase(Locale.ROOT), "Bundle", version.name(), "", fields, issues);
        }
    }
}
