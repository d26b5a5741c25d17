package org.consentry.mappers.hl7v2;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.hl7v2.er7.Er7;
import org.consentry.mappers.hl7v2.er7.Frames;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.LongTexts;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;

/**
 * HL7 v2 messages (ER7, versions 2.1 to 2.8) to FHIR R4 transaction Bundles.
 *
 * <p>Stateless and safe for any number of threads. Bad input is an answer, never an exception.
 */
public final class Hl7v2Mapper {

    private static final Set<String> PATIENT_REQUIRED = Set.of("ADT", "MDM", "VXU", "BAR", "DFT", "PPR");

    /**
     * Cuts a stream, file or batch (FHS, BHS, MSH…, BTS, FTS) into messages, each to be converted and answered by
     * itself. Byte order marks, any line ends and MLLP's block characters are tolerated.
     */
    public List<Hl7v2Frame> frames(byte[] stream) {
        List<Hl7v2Frame> frames = new ArrayList<>();
        for (Frames.Frame frame : Frames.split(stream)) {
            frames.add(new Hl7v2Frame(frames.size() + 1, frame.offset(), frame.bytes()));
        }
        return List.copyOf(frames);
    }

    /** Converts one message. */
    public Conversion convert(byte[] message, ConversionContext context) {
        return switch (Er7.read(message)) {
            case Er7.Illegible unreadable -> {
                Report report = new Report();
                report.error("segment " + unreadable.segment(), "not-hl7v2", unreadable.reason());
                yield new Conversion.Rejected(report.build(new Header("", "", "", "", null)));
            }
            case Er7.Legible readable -> guarded(readable, message, context);
        };
    }

    /** A mistake of ours costs one message, which is answered, and not the stream it came in. */
    private static Conversion guarded(Er7.Legible message, byte[] bytes, ConversionContext context) {
        try {
            return convert(message, bytes, context);
        } catch (RuntimeException | StackOverflowError fault) {
            Report report = new Report();
            report.error("", ConversionIssue.FAULT, ConversionIssue.fault(fault));
            return new Conversion.Rejected(report.build(Header.of(message.header())));
        }
    }

    private static Conversion convert(Er7.Legible message, byte[] bytes, ConversionContext context) {
        Segment msh = message.header();
        Header header = Header.of(msh);
        Mapping mapping = new Mapping(header, context, messageKey(msh, header, bytes));
        if (header.code().isEmpty()) {
            mapping.report.error(Report.place(msh, 9), "no-message-type", "MSH-9 does not say what message this is");
            return new Conversion.Rejected(mapping.report.build(header));
        }
        if (message.joined() > 0) {
            mapping.report.warn(
                    "", "lines-joined", message.joined() + " lines were no segments and were joined to the one before");
        }
        if (header.controlId().isEmpty()) {
            mapping.report.warn(Report.place(msh, 10), "no-control-id", "The message has no control id");
        }
        MessageEvents.check(header, mapping.report);
        boolean onePatients = PATIENT_REQUIRED.contains(header.code());
        for (Segment segment : onePatients ? SegmentOrder.of(message.segments()) : message.segments()) {
            SegmentMapper mapper = SegmentMappers.of(segment);
            if (mapper != null) {
                mapper.map(segment, mapping);
            }
        }
        return finish(message, mapping, bytes.length);
    }

    private static Conversion finish(Er7.Legible message, Mapping mapping, int size) {
        @Nullable Segment evn = null;
        for (Segment segment : message.segments()) {
            if (segment.id().equals("ORC") && mapping.owner(segment) == null) {
                OrcToOrder.alone(segment, mapping);
            }
            if (segment.id().equals("EVN")) {
                evn = segment;
            }
        }
        for (Order order : mapping.orders) {
            if (order.detail != null) {
                ObrToSpecimen.map(order.detail, order, mapping);
            }
            OrderFields.inPassing(order, mapping);
        }
        EmbeddedDocuments.finish(mapping);
        mapping.entries.all().forEach(entry -> {
            if (entry.resource() instanceof DocumentReference document) {
                TxaToDocument.complete(document, mapping);
            } else if (entry.resource() instanceof Appointment appointment) {
                SchToAppointment.complete(appointment, mapping);
            } else if (entry.resource() instanceof ServiceRequest request) {
                Rf1ToServiceRequest.complete(request, mapping);
            }
        });
        if (mapping.current.patient == null
                && PATIENT_REQUIRED.contains(mapping.header.code())
                && mapping.entries.all().size() <= 1) {
            mapping.report.error("", "nothing-to-store", "The message has no segment that could become a resource");
            return new Conversion.Rejected(mapping.report.build(mapping.header));
        }
        Provenances.add(message.header(), evn, mapping);
        new Leftovers(mapping).account(message.segments());
        return new Conversion.Converted(
                LongTexts.part(Transactions.bundle(mapping, evn), size), mapping.report.build(mapping.header));
    }

    /** What resources are known by that have no key of their own: sender and control id, else the content itself. */
    private static String messageKey(Segment msh, Header header, byte[] bytes) {
        if (!header.controlId().isEmpty()) {
            return msh.raw(3) + "|" + msh.raw(4) + "|" + header.controlId();
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
