package org.consentry.mappers.hl7v2.datatype;

import java.util.Optional;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Concept;
import org.consentry.mappers.terminology.FhirCode;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers (CX, EI, HD; HL7 v2.8 chapter 2A.3.14). A universal id names the system; a namespace alone becomes
 * {@code urn:id:NAMESPACE} unless the registry or the site knows better.
 */
public final class Identifiers {

    static final String TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
    private static final String CHECK_DIGIT = "http://hl7.org/fhir/StructureDefinition/identifier-checkDigit";
    private static final String SCHEME = "https://consentry.org/fhir/StructureDefinition/check-digit-scheme";
    private static final Set<String> NAMELESS_SCHEMES = Set.of("L", "M", "N");

    private final Terminology terminology;
    private final Dtm times;

    public Identifiers(Terminology terminology, Dtm times) {
        this.terminology = terminology;
        this.times = times;
    }

    /** A CX: id, check digit, scheme, authority, type, facility, dates. */
    public @Nullable Identifier cx(Composite cx) {
        String value = cx.get(1);
        if (value == null) {
            return null;
        }
        Identifier identifier = new Identifier().setValue(value);
        authority(identifier, cx.sub(4));
        type(identifier, cx.get(5));
        checkDigit(identifier, cx.get(2), cx.get(3));
        if (cx.get(6) != null) {
            cx.sub(4).unread(identifier.hasAssigner() ? 1 : 0);
            identifier.setAssigner(new Reference().setDisplay(cx.get(6)));
        }
        Period period = times.period(cx, 7, 8);
        return period == null ? identifier : identifier.setPeriod(period);
    }

    /** The check digit and the scheme by which it was made. */
    public void checkDigit(Identifier identifier, @Nullable String digit, @Nullable String scheme) {
        if (digit != null) {
            identifier.addExtension(CHECK_DIGIT, new StringType(digit));
        }
        if (scheme != null) {
            identifier.addExtension(SCHEME, new StringType(scheme));
        }
    }

    /** An EI: id, namespace, universal id, universal id type. */
    public @Nullable Identifier ei(Composite ei) {
        String value = ei.get(1);
        if (value == null) {
            return null;
        }
        Identifier identifier = new Identifier().setValue(value);
        String system = system(ei, 2);
        assigner(identifier, ei, 2);
        return system == null ? identifier : identifier.setSystem(system);
    }

    /** An EI with its type from HL7 table 0203. */
    public @Nullable Identifier ei(Composite ei, String type) {
        Identifier identifier = ei(ei);
        if (identifier != null) {
            type(identifier, type);
        }
        return identifier;
    }

    /** The URI an HD names, or null if it is empty. */
    public @Nullable String uri(Composite hd) {
        return system(hd, 1);
    }

    /** A type from HL7 table 0203. */
    public void type(Identifier identifier, @Nullable String type) {
        if (type == null) {
            return;
        }
        Optional<Concept> known = terminology
                .translate("identifier-type", type)
                .filter(concept -> !terminology.refuses(concept.system(), concept.code()));
        if (known.isPresent()) {
            identifier.setType(new CodeableConcept(known.get().coding()));
        } else if (terminology.refuses(TYPES, type)) {
            // PGN and FGN, which HL7's own tables use, are not in the table as R4 publishes it.
            CodeableConcept other = new CodeableConcept().setText(type);
            if (FhirCode.of(type) != null) {
                other.addCoding(new Coding(Terminology.local("HL70203"), FhirCode.of(type), null));
            }
            identifier.setType(other);
        } else {
            // A code of the table that HL7's map leaves out, as it does PLAC and FILL.
            identifier.setType(new CodeableConcept(new Coding().setSystem(TYPES).setCode(type)));
        }
    }

    private void authority(Identifier identifier, Composite hd) {
        String system = uri(hd);
        if (system != null) {
            identifier.setSystem(system);
        }
        assigner(identifier, hd, 1);
    }

    /** The name of who assigned it, where its universal id is the system. */
    public void assigner(Identifier identifier, Composite of, int from) {
        if (of.peek(from) != null && of.peek(from + 1) != null) {
            identifier.setAssigner(new Reference().setDisplay(of.get(from)));
        }
    }

    /** The URI of a namespace, a universal id and its type; what it does not tell stays unread. */
    private @Nullable String system(Composite of, int from) {
        String namespace = of.peek(from);
        String universal = of.peek(from + 1);
        String type = of.peek(from + 2);
        boolean named = universal != null && (type == null || !NAMELESS_SCHEMES.contains(type) || namespace == null);
        if (universal != null && terminology.code("namespaces", universal) != null) {
            of.get(from + 1);
            implied(of, from + 2, type, "ISO");
            return terminology.code("namespaces", universal);
        }
        if (named) {
            String system = "DNS".equals(type)
                    ? Terminology.local(of.get(from + 1, ""))
                    : terminology.namespace(of.get(from + 1, ""));
            implied(of, from + 2, type, system.startsWith("urn:oid:") ? "ISO" : "DNS");
            return system;
        }
        return namespace == null ? null : terminology.namespace(of.get(from, ""));
    }

    /** A type that the URI's own form tells needs no place of its own. */
    private static void implied(Composite of, int component, @Nullable String type, String form) {
        if (form.equals(type)) {
            of.get(component);
        }
    }
}
