package org.consentry.mappers.hl7v2.datatype;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/** Postal addresses and telecommunication (XAD, XTN; HL7 v2.8 chapters 2A.3.85 and 2A.3.89). */
public final class Addresses {

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
            return null;
        }
        String use = terminology.code("address-type-use", xad.get(7));
        if (use != null) {
            address.setUse(Address.AddressUse.fromCode(use));
        }
        String type = terminology.code("address-type-type", xad.get(7));
        if (type != null) {
            address.setType(Address.AddressType.fromCode(type));
        }
        period(address, xad);
        return address;
    }

    public @Nullable ContactPoint xtn(Composite xtn) {
        String value = value(xtn);
        if (value == null) {
            return null;
        }
        ContactPoint point = new ContactPoint().setValue(value);
        point.setSystem(system(xtn, value));
        String use = use(xtn);
        if (use != null) {
            point.setUse(ContactPoint.ContactPointUse.fromCode(use));
        }
        Integer rank = Quantities.integer(xtn.get(18), 1);
        if (rank != null) {
            point.setRank(rank);
        }
        Period period = new Period();
        period.setStartElement(times.dateTime(xtn.get(13)));
        period.setEndElement(times.dateTime(xtn.get(14)));
        if (!period.isEmpty() && Periods.fit(period)) {
            point.setPeriod(period);
        }
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

    private static @Nullable String value(Composite xtn) {
        String internet = xtn.get(4);
        if (internet != null && internet.indexOf('@') > 0) {
            return internet;
        }
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
                    : out.append(" ext. ").append(xtn.get(8)).toString();
        }
        return number != null ? number : internet;
    }

    private static void line(Address address, @Nullable String line) {
        if (line != null) {
            address.addLine(line);
        }
    }

    private void period(Address address, Composite xad) {
        Period period = new Period();
        Composite range = xad.sub(12);
        period.setStartElement(times.dateTime(xad.get(13) != null ? xad.get(13) : range.get(1)));
        period.setEndElement(times.dateTime(xad.get(14) != null ? xad.get(14) : range.get(2)));
        if (!period.isEmpty() && Periods.fit(period)) {
            address.setPeriod(period);
        }
    }
}
