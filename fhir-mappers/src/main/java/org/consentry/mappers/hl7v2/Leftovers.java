package org.consentry.mappers.hl7v2;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Answering for every populated field, and for every component of one that was read in part. What no mapper read is
 * ignored by a named rule, or kept as it was sent: on the resource its segment became, else on one Basic resource of
 * the message that belongs to the patient. A component is kept under its own place, such as {@code PV1-7.15} or, in a
 * field that repeats, {@code PID-3[2].9.1}.
 */
final class Leftovers {

    static final String FIELD = "https://consentry.org/fhir/StructureDefinition/hl7v2-field";
    static final String TYPES = "https://consentry.org/fhir/CodeSystem/basic-resource-type";

    /** With more unread parts than these, a field is kept as one piece. */
    private static final int MOST_PARTS = 20;

    /** Which repetition a part is of: said where it is kept, and not in the report, which counts. */
    private static final Pattern REPETITION = Pattern.compile("^\\[\\d+]");

    private final Mapping mapping;

    Leftovers(Mapping mapping) {
        this.mapping = mapping;
    }

    void account(List<Segment> segments) {
        Set<Resource> sent = sent();
        for (Segment segment : segments) {
            DomainResource owner = mapping.owner(segment);
            if (owner != null && !sent.contains(owner)) {
                // It was made and given up, such as an order of nobody.
                owner = null;
            }
            if (owner == null && segment.size() > 0 && !segment.id().equals("MSH")) {
                mapping.report.note(
                        segment.id() + "[" + segment.position() + "]",
                        "segment-without-mapping",
                        "No mapping takes this segment here; it is kept as it was sent");
            }
            for (int field = 1; field <= segment.size(); field++) {
                if (segment.populated(field)) {
                    account(segment, field, owner);
                }
            }
        }
    }

    /** Whatever is in the Bundle. */
    private Set<Resource> sent() {
        Set<Resource> sent = Collections.newSetFromMap(new IdentityHashMap<>());
        mapping.entries.all().forEach(entry -> {
            sent.add(entry.resource());
            if (entry.resource() instanceof DomainResource resource) {
                sent.addAll(resource.getContained());
            }
        });
        return sent;
    }

    private void account(Segment segment, int field, @org.jspecify.annotations.Nullable DomainResource owner) {
        String path = segment.id() + "-" + field;
        if (owner != null && segment.reading(field) == Segment.Reading.READ) {
            mapping.report.count(path, Fate.MAPPED, "");
            keepParts(path, segment, field, owner);
            return;
        }
        String rule = IgnoreRules.rule(segment.id(), field);
        if (rule != null) {
            mapping.report.count(path, Fate.IGNORED, rule);
            return;
        }
        boolean failed = mapping.report.hasFailed(segment, field);
        mapping.report.count(path, failed ? Fate.FAILED : Fate.PRESERVED, "");
        keep(path, segment.raw(field), owner == null ? rest() : owner);
    }

    private void keepParts(String path, Segment segment, int field, DomainResource owner) {
        List<Composite.Part> parts = segment.unreadParts(field);
        String rule = IgnoreRules.rule(segment.id(), field);
        if (rule != null) {
            if (!parts.isEmpty()) {
                mapping.report.count(path, Fate.IGNORED, rule);
            }
            return;
        }
        if (parts.size() > MOST_PARTS) {
            mapping.report.count(path, Fate.PRESERVED, "");
            keep(path, segment.raw(field), owner);
            return;
        }
        for (Composite.Part part : parts) {
            mapping.report.count(path + REPETITION.matcher(part.place()).replaceFirst(""), Fate.PRESERVED, "");
            keep(path + part.place(), part.raw(), owner);
        }
    }

    private void keep(String path, String raw, DomainResource owner) {
        Map<String, String> meanings = mapping.context.profile().extensions();
        if (meanings.containsKey(path)) {
            owner.addExtension(new Extension(meanings.get(path), new StringType(raw)));
            return;
        }
        Extension field = new Extension(FIELD);
        field.addExtension("path", new StringType(path));
        field.addExtension("value", new StringType(raw));
        owner.addExtension(field);
    }

    private DomainResource rest() {
        String key = mapping.messageKey + "|rest";
        Basic basic = mapping.entries.find(Basic.class, key);
        if (basic == null) {
            basic = mapping.entries.add(new Basic(), key);
            basic.setCode(new CodeableConcept(new Coding(TYPES, "hl7v2-segments", "HL7 v2 segments without mapping")));
            Mapping.accept(mapping.current.patientReference(), basic::setSubject);
        }
        return basic;
    }
}
