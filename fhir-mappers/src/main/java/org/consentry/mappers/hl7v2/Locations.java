package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Where in a hospital (PL; HL7 v2.8 chapter 2A.3.53) as Locations: facility, building, floor, point of care, room,
 * bed, each part of the one before. A place's key is the whole path to it, so room 1 of two wards stays two rooms.
 */
final class Locations {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String UNIVERSAL = "http://terminology.hl7.org/CodeSystem/v2-0301";
    private static final Set<String> STATUSES = Set.of("active", "suspended", "inactive");
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
            String display = pl.firstOf(9, 10);
            return display == null ? null : new Reference().setType("Location").setDisplay(display);
        }
        String description = pl.peek(9);
        if (description != null && (!inner.hasDescription() || description.equals(inner.getDescription()))) {
            inner.setDescription(pl.get(9));
        }
        status(pl, inner);
        Identifier own = mapping.identifiers.ei(pl.sub(10));
        if (own != null && inner.getIdentifier().stream().noneMatch(known -> own.equalsDeep(known))) {
            inner.addIdentifier(own);
        }
        return Entries.reference(inner).setDisplay(inner.getName());
    }

    /** An HD as identifiers: its name, and the universal id that the name is unique under. */
    private static void identifiers(Composite hd, Location location, Mapping mapping) {
        String universal = hd.get(2);
        if (hd.get(1) != null) {
            Identifier identifier = new Identifier().setValue(hd.get(1));
            if (universal != null) {
                Mapping.accept(mapping.identifiers.uri(hd), identifier::setSystem);
            }
            location.addIdentifier(identifier);
        }
        if (universal != null) {
            Identifier identifier = new Identifier().setValue(universal);
            String type = hd.get(3);
            if (type != null && !mapping.terminology.refuses(UNIVERSAL, type)) {
                identifier.setType(new CodeableConcept(new Coding(UNIVERSAL, type, null)));
            } else {
                hd.unread(3);
            }
            location.addIdentifier(identifier);
        }
    }

    /** PL-5 and PL-6, which HL7's table leaves open: a status of FHIR's own, a kind of place. */
    private static void status(Composite pl, Location location) {
        String status = pl.get(5, "").toLowerCase(Locale.ROOT);
        if (STATUSES.contains(status)) {
            location.setStatus(Location.LocationStatus.fromCode(status));
        } else if (pl.get(5) != null) {
            location.addExtension(OWN + "location-status", new StringType(pl.get(5)));
        }
        if (pl.get(6) != null) {
            location.addExtension(OWN + "person-location-type", new StringType(pl.get(6)));
        }
    }

    /** The facility an HD names, as XON-8 has it: the same Location as in a PL. */
    static @Nullable Reference facility(Composite hd, Mapping mapping) {
        String name = hd.firstOf(1, 2);
        if (name == null) {
            return null;
        }
        Level level = Level.FACILITY;
        String key = level.code + "=" + name + "|" + hd.get(2, "");
        return Entries.reference(location(level, name, hd, key, null, mapping)).setDisplay(name);
    }

    private static Location location(
            Level level, String name, Composite part, String key, @Nullable Location outer, Mapping mapping) {
        Location known = mapping.entries.find(Location.class, key);
        if (known != null) {
            return known;
        }
        Location location = new Location().setName(name).setMode(Location.LocationMode.INSTANCE);
        location.setPhysicalType(new CodeableConcept(new Coding(TYPES, level.code, level.display)));
        identifiers(part, location, mapping);
        if (outer != null) {
            location.setPartOf(Entries.reference(outer));
        }
        return mapping.entries.add(location, key, Entries.Telling.MENTION);
    }
}
