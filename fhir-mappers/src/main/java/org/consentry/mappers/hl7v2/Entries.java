package org.consentry.mappers.hl7v2;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.consentry.mappers.identity.StableIds;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** The resources of one conversion, in the order made; one per type and business key. */
final class Entries {

    /** What the message says about a resource: see the module's README, "Snapshots and mentions". */
    enum Telling {
        SNAPSHOT,
        MENTION
    }

    record Entry(Resource resource, Telling telling) {}

    private final StableIds ids;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> told = new HashMap<>();

    Entries(StableIds ids) {
        this.ids = ids;
    }

    /** Adds a resource under its business key; a second one of the same key takes the first one's place. */
    <R extends Resource> R add(R resource, String key, Telling telling) {
        String id = ids.id(resource.fhirType(), key);
        resource.setId(id);
        entries.put(resource.fhirType() + "/" + id, new Entry(resource, telling));
        return resource;
    }

    <R extends Resource> R add(R resource, String key) {
        return add(resource, key, Telling.SNAPSHOT);
    }

    /** The resource under a key, if the message has told of it already. */
    <R extends Resource> @Nullable R find(Class<R> type, String key) {
        String name = type.getSimpleName();
        Entry entry = entries.get(name + "/" + ids.id(name, key));
        return entry == null ? null : type.cast(entry.resource());
    }

    /** How often this message has told something under a key, this time included. */
    int told(String key) {
        return told.merge(key, 1, Integer::sum);
    }

    Collection<Entry> all() {
        return entries.values();
    }

    static Reference reference(Resource resource) {
        return new Reference(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
    }
}
