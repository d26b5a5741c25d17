package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Reference;

/**
 * Master files (MFN): who works here, which places there are, what is charged for. HL7's guide has no tables for them.
 * What else they hold, such as a laboratory's catalog, is kept as it was sent.
 */
final class MasterFiles {

    private MasterFiles() {}

    /** MFI: which file it is of, kept with the message. */
    static void file(Segment mfi, Mapping mapping) {
        MessageHeader header = mapping.entries.find(MessageHeader.class, mapping.messageKey);
        Mapping.accept(header, owner -> mapping.own(mfi, owner));
    }

    /** MFE: a record begins. */
    static void record(Segment mfe, Mapping mapping) {
        mapping.current.master = MasterRecord.of(mfe);
    }

    /** LOC: a place, told whole; the wider ones that it is part of are only named. */
    static void location(Segment loc, Mapping mapping) {
        Reference place = Locations.reference(loc.first(1), mapping);
        Location location = place == null ? null : mapping.entries.at(Location.class, place);
        if (location == null) {
            return;
        }
        MasterRecord record = MasterRecord.current(mapping);
        record.became(location, loc, mapping);
        mapping.entries.retell(location, Entries.Telling.SNAPSHOT);
        location.setStatus(record.ended ? Location.LocationStatus.INACTIVE : Location.LocationStatus.ACTIVE);
        if (location.hasDescription()) {
            loc.unread(2);
        } else {
            Mapping.accept(loc.whole(2), location::setDescription);
        }
        mapping.concepts(loc, 3, "0260", location::addType);
        for (Composite xon : loc.all(4)) {
            Reference organization = mapping.parties.organization(xon);
            if (organization != null && !location.hasManagingOrganization()) {
                location.setManagingOrganization(organization);
            } else {
                loc.unread(4);
            }
        }
        for (Composite xad : loc.all(5)) {
            if (location.hasAddress()) {
                loc.unread(5);
            } else {
                Mapping.accept(mapping.addresses.xad(xad), location::setAddress);
            }
        }
        for (Composite xtn : loc.all(6)) {
            Mapping.accept(mapping.addresses.xtn(xtn), location::addTelecom);
        }
    }

    /** LDP: a department of the place; one that is inactive (LDP-6) makes the place so. */
    static void department(Segment ldp, Mapping mapping) {
        MasterRecord record = mapping.current.master;
        if (record == null || !(record.resource instanceof Location location)) {
            return;
        }
        mapping.own(ldp, location);
        if (mapping.says(ldp, 6, "I", "A")) {
            location.setStatus(Location.LocationStatus.INACTIVE);
        }
    }
}
