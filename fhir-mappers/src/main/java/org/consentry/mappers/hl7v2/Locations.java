package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Where in a hospital (PL; HL7 v2.8 chapter 2A.3.53) as Locations: facility, building, floor, point of care, room,
 * bed, each part of the one before. A place's key is the whole path to it, so room 1 of two wards stays two rooms.
 */
final class Locations {

    private static final String TYPES = "http://terminology.hl7.org/CodeSystem/location-physical-type";

    /** PL components from the widest to the narrowest, with the physical type of each. */
    private enum Level {
        FACILITY(4, "si", "Site"),
        BUILDING(7, "bu", "Building"),
        FLOOR(8, "lvl", "Level"),
        POINT_OF_CARE(1, "wa", "Ward"),
        ROOM(2, "ro", "Room"),
        BED(3, "bd", "Bed");

        private final int component;
        private final String code;
        private final String display;

        Level(int component, String code, String display) {
            this.component = component;
            this.code = code;
            this.display = display;
        }
    }

    private Locations() {}

    /** A reference to the narrowest place the PL names, or null if it names none. */
    static @Nullable Reference reference(Composite pl, Mapping mapping) {
        List<String> path = new ArrayList<>();
        Location inner = null;
        for (Level level : Level.values()) {
            Composite part = pl.sub(level.component);
            String name = part.firstOf(1, 2);
            if (name == null) {
                continue;
            }
            path.add(level.code + "=" + name + "|" + part.get(2, ""));
            inner = location(level, name, part, String.join("/", path), inner, mapping);
        }
        if (inner == null) {
            String description = pl.firstOf(9, 10);
            return description == null
                    ? null
                    : new Reference().setType("Location").setDisplay(description);
        }
        if (pl.get(9) != null && !inner.hasDescription()) {
            inner.setDescription(pl.get(9));
        }
        Identifier own = mapping.identifiers.ei(pl.sub(10));
        if (own != null && inner.getIdentifier().stream().noneMatch(known -> own.equalsDeep(known))) {
            inner.addIdentifier(own);
        }
        return Entries.reference(inner).setDisplay(inner.getName());
    }

    private static Location location(
            Level level, String name, Composite part, String key, @Nullable Location outer, Mapping mapping) {
        Location known = mapping.entries.find(Location.class, key);
        if (known != null) {
            return known;
        }
        Location location = new Location().setName(name).setMode(Location.LocationMode.INSTANCE);
        location.setPhysicalType(new CodeableConcept(new Coding(TYPES, level.code, level.display)));
        if (part.get(2) != null) {
            Identifier identifier = new Identifier().setValue(name);
            Mapping.accept(mapping.identifiers.uri(part), identifier::setSystem);
            location.addIdentifier(identifier);
        }
        if (outer != null) {
            location.setPartOf(Entries.reference(outer));
        }
        return mapping.entries.add(location, key, Entries.Telling.MENTION);
    }
}
