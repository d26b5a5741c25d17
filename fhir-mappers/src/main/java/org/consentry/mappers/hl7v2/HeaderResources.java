package org.consentry.mappers.hl7v2;

import java.util.Locale;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.FhirCode;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.MessageSourceComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UrlType;

/** MSH and SFT as a MessageHeader. */
final class HeaderResources implements SegmentMapper {

    private static final Set<String> PROCESSING = Set.of("P", "T", "D");

    private static final String EVENTS = "http://terminology.hl7.org/CodeSystem/v2-0003";
    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    @Override
    public void map(Segment msh, Mapping mapping) {
        MessageHeader header = new MessageHeader();
        Coding event = new Coding().setSystem(EVENTS).setCode(FhirCode.of(mapping.header.trigger()));
        if (mapping.header.trigger().isEmpty() || mapping.terminology.refuses(EVENTS, mapping.header.trigger())) {
            event = new Coding(
                    "https://consentry.org/fhir/CodeSystem/hl7v2-message-type",
                    FhirCode.of(mapping.header.type()),
                    null);
        }
        header.setEvent(event.setDisplay(mapping.header.type()));
        source(msh, header, mapping);
        Mapping.accept(mapping.parties.namespace(msh.first(4)), header::setSender);
        destination(msh, header, mapping);
        Reference responsible = mapping.parties.organization(msh.first(22));
        Mapping.accept(responsible, header::setResponsible);
        String processing = msh.text(11);
        if (processing != null && !PROCESSING.contains(processing)) {
            msh.unread(11);
        }
        if ("T".equals(processing) || "D".equals(processing)) {
            header.getMeta()
                    .addTag(new Coding(
                            "http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "test health data"));
        }
        for (int field : new int[] {26, 27}) {
            for (Composite label : msh.all(field)) {
                Mapping.accept(mapping.codes.codings(label, null), known -> Mapping.label(header, known));
            }
        }
        Mapping.accept(msh.whole(8), text -> header.addExtension(OWN + "message-security", new StringType(text)));
        mapping.terminology
                .translate("languages", msh.text(19, "").toLowerCase(Locale.ROOT))
                .ifPresentOrElse(language -> header.setLanguage(language.code()), () -> msh.unread(19));
        mapping.entries.add(header, mapping.messageKey);
        mapping.own(msh, header);
        mapping.current.subject = header;
        // Read by the reader itself, or told by the report.
        for (int field : new int[] {7, 9, 12, 18}) {
            msh.whole(field);
        }
        msh.text(10);
    }

    private static void source(Segment msh, MessageHeader header, Mapping mapping) {
        MessageSourceComponent source = new MessageSourceComponent();
        Composite application = msh.first(3);
        Mapping.accept(application.firstOf(1, 2), source::setName);
        source.setEndpointElement(endpoint(msh.first(24), application, mapping));
        header.setSource(source);
    }

    private static void destination(Segment msh, MessageHeader header, Mapping mapping) {
        Composite application = msh.first(5);
        Composite network = msh.first(25);
        Reference receiver = mapping.parties.organization(msh.first(23));
        if (receiver == null) {
            receiver = mapping.parties.namespace(msh.first(6));
        }
        if (application.isEmpty() && network.isEmpty() && receiver == null) {
            return;
        }
        MessageHeader.MessageDestinationComponent destination = header.addDestination();
        Mapping.accept(application.firstOf(1, 2), destination::setName);
        destination.setEndpointElement(endpoint(network, application, mapping));
        Mapping.accept(receiver, destination::setReceiver);
    }

    private static UrlType endpoint(Composite network, Composite application, Mapping mapping) {
        String uri = mapping.identifiers.uri(network);
        if (uri == null) {
            uri = mapping.identifiers.uri(application);
        }
        if (uri != null) {
            return new UrlType(uri);
        }
        UrlType unknown = new UrlType();
        unknown.addExtension(ABSENT, new CodeType("unknown"));
        return unknown;
    }

    /** MSA: which message this one answers. */
    static void response(Segment msa, Mapping mapping) {
        MessageHeader header = mapping.entries.find(MessageHeader.class, mapping.messageKey);
        String id = msa.text(2);
        if (header == null) {
            return;
        }
        mapping.own(msa, header);
        if (id == null || !id.matches("[A-Za-z0-9\\-.]{1,64}")) {
            // FHIR has no response without the id of what it answers, and none of every form that HL7 allows.
            msa.unread(1);
            msa.unread(2);
            return;
        }
        MessageHeader.MessageHeaderResponseComponent response =
                header.getResponse().setIdentifier(id);
        response.setCode(
                switch (msa.text(1, "")) {
                    case "AA", "CA" -> MessageHeader.ResponseType.OK;
                    case "AR", "CR" -> MessageHeader.ResponseType.TRANSIENTERROR;
                    case "AE", "CE" -> MessageHeader.ResponseType.FATALERROR;
                    default -> {
                        msa.unread(1);
                        yield MessageHeader.ResponseType.FATALERROR;
                    }
                });
    }

    /** SFT: the sender's software. */
    static void software(Segment sft, Mapping mapping) {
        MessageHeader header = mapping.entries.find(MessageHeader.class, mapping.messageKey);
        if (header == null) {
            return;
        }
        Device software = new Device().setManufacturer(sft.text(1)).setModelNumber(sft.whole(4));
        Mapping.accept(sft.whole(2), version -> software.addVersion().setValue(version));
        Mapping.accept(
                sft.whole(3),
                name -> software.addDeviceName().setName(name).setType(Device.DeviceNameType.MANUFACTURERNAME));
        Mapping.accept(sft.whole(5), text -> software.addNote().setText(text));
        Mapping.accept(mapping.time(sft, 6), installed -> software.addExtension(OWN + "install-date", installed));
        mapping.entries.add(software, sft.raw(1) + "|" + sft.raw(3) + "|" + sft.raw(2), Entries.Telling.MENTION);
        mapping.own(sft, software);
        MessageSourceComponent source = header.getSource();
        if (!source.hasVersion()) {
            source.setVersion(sft.text(2));
            source.setSoftware(sft.text(3));
        }
    }
}
