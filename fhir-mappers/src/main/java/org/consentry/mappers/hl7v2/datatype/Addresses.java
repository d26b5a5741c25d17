package org.consentry.mappers.hl7v2.datatype;

import java.util.List;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Postal addresses and telecommunication (XAD, XTN; HL7 v2.8 chapters 2A.3.85 and 2A.3.89). */
public final class Addresses {

    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";
    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final List<String> PARTS = List.of("country", "area", "local", "extension");
    private static final Set<String> MAIL = Set.of("Internet", "X.400", "NET");

    private final Terminology terminology;
    private final Dtm times;

    public Addresses(Terminology terminology, Dtm times) {
        this.terminology = terminology;
        this.times = times;
    }

    public @Nullable Address xad(Composite xad) {
        Address address = new Address();
        Composite street = xad.sub(1);
        for (int part = 1; part <= 3; part++) {
            line(address, street.get(part));
        }
        line(address, xad.get(2));
        line(address, xad.get(19));
        address.setCity(xad.get(3))
                .setState(xad.get(4))
                .setPostalCode(xad.get(5))
                .setCountry(xad.get(6));
        address.setDistrict(xad.get(9));
        if (address.isEmpty()) {
            xad.forget();
            return null;
        }
        if (xad.get(10) != null && address.hasLine()) {
            // R4 has it on a line alone.
            address.getLine().get(0).addExtension(CORE + "iso21090-ADXP-censusTract", new StringType(xad.get(10)));
        } else if (xad.get(10) != null) {
            address.addExtension(OWN + "census-tract", new StringType(xad.get(10)));
        }
        if (xad.get(8) != null) {
            address.addExtension(OWN + "other-geographic-designation", new StringType(xad.get(8)));
        }
        String use = terminology.code("address-type-use", xad.get(7));
        if (use != null) {
            address.setUse(Address.AddressUse.fromCode(use));
        }
        String type = terminology.code("address-type-type", xad.get(7));
        if (type != null) {
            address.setType(Address.AddressType.fromCode(type));
        }
        if (use == null && type == null && xad.get(7) != null) {
            address.addExtension(OWN + "address-type", Codes.local(terminology, "v2-0190", xad.get(7, "")));
        }
        address.setPeriod(times.period(xad, 13, 14, xad.sub(12)));
        return address;
    }

    public @Nullable ContactPoint xtn(Composite xtn) {
        String value = value(xtn);
        if (value == null) {
            xtn.forget();
            return null;
        }
        ContactPoint point = new ContactPoint().setValue(value);
        for (int part = 5; part <= 8; part++) {
            if (xtn.get(part) != null) {
                point.addExtension(CORE + "contactpoint-" + PARTS.get(part - 5), new StringType(xtn.get(part)));
            }
        }
        if (xtn.get(9) != null) {
            point.addExtension(CORE + "contactpoint-comment", new StringType(xtn.get(9)));
        }
        String other = value.equals(xtn.get(4)) ? number(xtn) : xtn.get(4);
        if (other != null && !other.equals(value)) {
            point.addExtension(OWN + "other-contact", new StringType(other));
        }
        point.setSystem(system(xtn, value));
        String use = use(xtn);
        if (use != null) {
            point.setUse(ContactPoint.ContactPointUse.fromCode(use));
        }
        boolean mail = point.getSystem() == ContactPoint.ContactPointSystem.EMAIL;
        for (int part = 2; part <= 3; part++) {
            String told = xtn.peek(part);
            String map = part == 2 ? "telecommunication-use-code" : "telecommunication-equipment-type";
            if (told != null && terminology.code(map, told) == null && !(mail && MAIL.contains(told))) {
                xtn.unread(part);
            }
        }
        Integer rank = Quantities.integer(xtn.get(18), 1);
        if (rank != null) {
            point.setRank(rank);
        } else {
            xtn.unread(18);
        }
        point.setPeriod(times.period(xtn, 13, 14));
        return point;
    }

    private @Nullable String use(Composite xtn) {
        String use = terminology.code("telecommunication-use-code", xtn.get(2));
        return use == null && "CP".equals(xtn.get(3)) ? "mobile" : use;
    }

    private ContactPoint.ContactPointSystem system(Composite xtn, String value) {
        if (value.equals(xtn.get(4)) || value.indexOf('@') > 0) {
            return ContactPoint.ContactPointSystem.EMAIL;
        }
        String system = terminology.code("telecommunication-equipment-type", xtn.get(3));
        if (system == null || system.equals("mobile")) {
            return ContactPoint.ContactPointSystem.PHONE;
        }
        ContactPoint.ContactPointSystem known = ContactPoint.ContactPointSystem.fromCode(system);
        // X.400 and Internet say "email"; a value without @ there is a number sent under the wrong type.
        return known == ContactPoint.ContactPointSystem.EMAIL ? ContactPoint.ContactPointSystem.PHONE : known;
    }

    /** The number, unless there is none or the equipment is the Internet. */
    private static @Nullable String value(Composite xtn) {
        String internet = xtn.get(4);
        String number = number(xtn);
        boolean mail = internet != null
                && internet.indexOf('@') > 0
                && (number == null
                        || MAIL.contains(xtn.get(3, ""))
                        || xtn.get(2, "").equals("NET"));
        return mail || number == null ? internet : number;
    }

    private static @Nullable String number(Composite xtn) {
        String number = xtn.firstOf(12, 1);
        if (number == null && xtn.get(7) != null) {
            StringBuilder out = new StringBuilder();
            if (xtn.get(5) != null) {
                out.append('+').append(xtn.get(5)).append(' ');
            }
            if (xtn.get(6) != null) {
                out.append(xtn.get(6)).append(' ');
            }
            out.append(xtn.get(7));
            number = xtn.get(8) == null
                    ? out.toString()
                    : out.append(" X").append(xtn.get(8)).toString();
        }
        return number;
    }

    private static void line(Address address, @Nullable String line) {
        if (line != null) {
            address.addLine(line);
        }
    }
}
