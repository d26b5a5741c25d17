package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Product instances (devices), by their UDI where they have one. */
final class Devices {

    private static final String UDI = "2.16.840.1.113883.3.3719";

    private Devices() {}

    /** The software or machine that wrote, or null: a resource if it has a number, else a name. */
    static @Nullable Reference author(Element role, Document document) {
        Element device = role.child("assignedAuthoringDevice");
        if (device == null) {
            return null;
        }
        String software = said(device.child("softwareName"));
        String model = said(device.child("manufacturerModelName"));
        String name = software != null ? software : model;
        List<Identifier> ids = document.ids.identifiers(role);
        if (name == null || ids.isEmpty()) {
            return name == null ? null : new Reference().setType("Device").setDisplay(name);
        }
        String key = Ids.key(ids.get(0));
        Device known = document.entries.find(Device.class, key);
        if (known == null) {
            known = new Device().setIdentifier(ids);
            known.addDeviceName().setName(name).setType(Device.DeviceNameType.USERFRIENDLYNAME);
            Document.accept(model, known::setModelNumber);
            Document.accept(document.parties.organizationOf(role), known::setOwner);
            document.entries.add(known, key, Entries.Telling.MENTION);
        }
        return Entries.reference(known).setDisplay(name);
    }

    /** A name in words, which senders put into either place. */
    private static @Nullable String said(@Nullable Element name) {
        if (name == null) {
            return null;
        }
        String display = name.attribute("displayName");
        return display == null ? name.text() : display;
    }

    /** The device of a participant's role, or null if nothing is told of it. */
    static @Nullable Reference device(Element role, @Nullable CodeableConcept otherwise, Document document) {
        Element playing = role.child("playingDevice");
        CodeableConcept type = playing == null ? null : document.codes.concept(playing.child("code"));
        if (type == null) {
            type = otherwise;
        }
        List<Identifier> ids = document.ids.identifiers(role);
        if (type == null && ids.isEmpty()) {
            return null;
        }
        Device device = new Device().setIdentifier(ids);
        device.setPatient(document.subject());
        Document.accept(type, device::setType);
        for (Element id : role.children("id")) {
            String extension = id.attribute("extension");
            if (id.has("root", UDI) && extension != null) {
                device.addUdiCarrier().setCarrierHRF(extension);
            }
        }
        if (playing != null) {
            Element model = playing.child("manufacturerModelName");
            Document.accept(model == null ? null : model.allText(), device::setModelNumber);
        }
        Element maker = role.child("scopingEntity");
        Element called = maker == null ? null : maker.child("desc");
        Document.accept(called == null ? null : called.allText(), device::setManufacturer);
        String key = ids.isEmpty()
                ? document.patientKey + "|" + document.keys.defining(role)
                : document.patientKey + "|" + Ids.key(ids.get(0));
        return Entries.reference(document.entries.add(device, key));
    }
}
