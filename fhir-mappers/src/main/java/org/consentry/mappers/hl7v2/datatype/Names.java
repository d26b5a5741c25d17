package org.consentry.mappers.hl7v2.datatype;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Names of persons (XPN, and the name part of XCN, CNN and PPN; HL7 v2.8 chapter 2A.3.88). */
public final class Names {

    private static final String OWN_PREFIX = "http://hl7.org/fhir/StructureDefinition/humanname-own-prefix";
    private static final String NAME_TYPE = "https://consentry.org/fhir/StructureDefinition/name-type";
    private static final String ASSEMBLY = "https://consentry.org/fhir/StructureDefinition/name-assembly-order";
    private static final String OWN_NAME = "http://hl7.org/fhir/StructureDefinition/humanname-own-name";

    private final Terminology terminology;
    private final Dtm times;

    public Names(Terminology terminology, Dtm times) {
        this.terminology = terminology;
        this.times = times;
    }

    /** An XPN: family, given, further given, suffix, prefix, degree, type, … */
    public @Nullable HumanName xpn(Composite xpn) {
        HumanName name = parts(xpn, 1);
        String use = terminology.code("name-type", xpn.get(7));
        if (use != null) {
            name.setUse(HumanName.NameUse.fromCode(use));
        } else if (xpn.get(7) != null) {
            name.addExtension(NAME_TYPE, Codes.local(terminology, "v2-0200", xpn.get(7, "")));
        }
        if (xpn.get(11) != null) {
            name.addExtension(ASSEMBLY, Codes.local(terminology, "v2-0444", xpn.get(11, "")));
        }
        if (xpn.get(14) != null) {
            name.addSuffix(xpn.get(14));
        }
        name.setPeriod(times.period(xpn, 12, 13, xpn.sub(10)));
        if (name.hasFamily() || name.hasGiven() || name.hasPrefix() || name.hasSuffix()) {
            return name;
        }
        xpn.forget();
        return null;
    }

    /** The name inside an XCN, whose id is component 1. */
    public @Nullable HumanName xcn(Composite xcn) {
        HumanName name = parts(xcn, 2);
        String use = terminology.code("name-type", xcn.get(10));
        if (use != null) {
            name.setUse(HumanName.NameUse.fromCode(use));
        } else {
            xcn.unread(10);
        }
        suffix(name, xcn.get(21));
        name.setPeriod(times.period(xcn, 19, 20, xcn.sub(17)));
        if (name.hasFamily() || name.hasGiven()) {
            return name;
        }
        xcn.forget();
        return null;
    }

    /** The name inside an XCN as one would write it, which its kind and its period are no part of. */
    public @Nullable String shown(Composite xcn) {
        HumanName name = xcn(xcn);
        for (int component : new int[] {10, 17, 19, 20}) {
            xcn.unread(component);
        }
        family(xcn.sub(2));
        return name == null ? null : display(name);
    }

    /** Leaves of a family name only what a display shows of it. */
    public static void family(Composite family) {
        family.forget();
        family.firstOf(1, 3, 5);
    }

    /** What the person is called (XPN.15), as a name of its own; null if that is not told. */
    public static @Nullable HumanName calledBy(Composite xpn) {
        String called = xpn.get(15);
        return called == null
                ? null
                : new HumanName().setUse(HumanName.NameUse.NICKNAME).addGiven(called);
    }

    /** The name inside a CNN, whose parts are subcomponents. */
    public @Nullable HumanName cnn(Composite cnn) {
        HumanName name = parts(cnn, 2);
        if (name.hasFamily() || name.hasGiven()) {
            return name;
        }
        cnn.forget();
        return null;
    }

    /** A name as one would write it. */
    public static String display(HumanName name) {
        StringBuilder out = new StringBuilder();
        name.getPrefix().forEach(part -> out.append(part.getValue()).append(' '));
        name.getGiven().forEach(part -> out.append(part.getValue()).append(' '));
        if (name.hasFamily()) {
            out.append(name.getFamily()).append(' ');
        }
        name.getSuffix().forEach(part -> out.append(part.getValue()).append(' '));
        return out.toString().strip();
    }

    private HumanName parts(Composite composite, int from) {
        HumanName name = new HumanName();
        Composite family = composite.sub(from);
        name.setFamily(family.firstOf(1, 3, 5));
        if (name.getFamily() == null) {
            family = Composite.EMPTY;
        }
        if (family.get(2) != null) {
            name.getFamilyElement().addExtension(OWN_PREFIX, new StringType(family.get(2)));
        }
        if (family.get(3) != null) {
            name.getFamilyElement().addExtension(OWN_NAME, new StringType(family.get(3)));
        }
        given(name, composite.get(from + 1));
        given(name, composite.get(from + 2));
        suffix(name, composite.get(from + 3));
        if (composite.get(from + 4) != null) {
            name.addPrefix(composite.get(from + 4));
        }
        suffix(name, composite.get(from + 5));
        return name;
    }

    private static void given(HumanName name, @Nullable String part) {
        if (part != null) {
            name.addGiven(part);
        }
    }

    private static void suffix(HumanName name, @Nullable String part) {
        if (part != null) {
            name.addSuffix(part);
        }
    }
}
