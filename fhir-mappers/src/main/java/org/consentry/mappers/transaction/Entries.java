package org.consentry.mappers.transaction;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.consentry.mappers.identity.StableIds;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** The resources of one conversion, in the order made; one per type and business key. For one thread. */
public final class Entries {

    /** The extension that says, on an entry, whether it is a snapshot or a mention. */
    public static final String TELLING = "https://consentry.org/fhir/StructureDefinition/telling";

    /** What the source says about a resource: see the module's README, "Snapshots and mentions". */
    public enum Telling {
        /** The resource's whole state. */
        SNAPSHOT,
        /** Its name in passing, which must not take away what is known. */
        MENTION
    }

    /** A resource with what the source says about it. */
    public record Entry(Resource resource, Telling telling) {}

    private final StableIds ids;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> told = new HashMap<>();

    public Entries(StableIds ids) {
        this.ids = ids;
    }

    /** Adds a resource under its business key; a second one of the same key takes the first one's place. */
    public <R extends Resource> R add(R resource, String key, Telling telling) {
        String id = ids.id(resource.fhirType(), key);
        resource.setId(id);
        entries.put(resource.fhirType() + "/" + id, new Entry(resource, telling));
        return resource;
    }

    /** Adds a snapshot. */
    public <R extends Resource> R add(R resource, String key) {
        return add(resource, key, Telling.SNAPSHOT);
    }

    /**
     * Adds a snapshot that another statement of the same source must not replace: the second one under a key is known
     * by the key and its ordinal.
     */
    public <R extends Resource> R addApart(R resource, String key) {
        return addApart(resource, key, Telling.SNAPSHOT);
    }

    /** The same, of a snapshot or a mention. */
    public <R extends Resource> R addApart(R resource, String key, Telling telling) {
        int ordinal = told(resource.fhirType() + "|" + key);
        return add(resource, ordinal == 1 ? key : key + "|" + ordinal, telling);
    }

    /** The resource under a key, if the source has told of it already. */
    public <R extends Resource> @Nullable R find(Class<R> type, String key) {
        String name = type.getSimpleName();
        Entry entry = entries.get(name + "/" + ids.id(name, key));
        return entry == null ? null : type.cast(entry.resource());
    }

    /** The resource a literal reference points to, if it is one of these and of that type. */
    public <R extends Resource> @Nullable R at(Class<R> type, Reference reference) {
        Entry entry = entries.get(reference.getReference());
        return entry != null && type.isInstance(entry.resource()) ? type.cast(entry.resource()) : null;
    }

    /** Says otherwise what the source says about a resource that was added. */
    public void retell(Resource resource, Telling telling) {
        entries.computeIfPresent(name(resource), (name, entry) -> new Entry(entry.resource(), telling));
    }

    /** Whether a resource is only named in passing: what is put there may never be stored. */
    public boolean mentions(Resource resource) {
        Entry entry = entries.get(name(resource));
        return entry != null && entry.telling() == Telling.MENTION;
    }

    private static String name(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    /** How often this source has told something under a key, this time included. */
    public int told(String key) {
        return told.merge(key, 1, Integer::sum);
    }

    /** All of them, in the order made. */
    public Collection<Entry> all() {
        return entries.values();
    }

    /** A literal reference to one of them. */
    public static Reference reference(Resource resource) {
        return new Reference(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
    }

    /** The transaction: one PUT for each resource under its stable id. */
    public Bundle bundle(@Nullable InstantType timestamp) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        if (timestamp != null) {
            bundle.setTimestampElement(timestamp);
        }
        for (Entry entry : entries.values()) {
            Resource resource = entry.resource();
            String id = resource.getIdElement().getIdPart();
            BundleEntryComponent component = bundle.addEntry().setResource(resource);
            component.setFullUrl("urn:uuid:" + id);
            component.getRequest().setMethod(Bundle.HTTPVerb.PUT).setUrl(resource.fhirType() + "/" + id);
            String telling = entry.telling() == Telling.MENTION ? "mention" : "snapshot";
            component.addExtension(new Extension(TELLING, new CodeType(telling)));
        }
        return bundle;
    }
}
