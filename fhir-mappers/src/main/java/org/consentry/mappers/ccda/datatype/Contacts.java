package org.consentry.mappers.ccda.datatype;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.jspecify.annotations.Nullable;

/** Addresses and telecommunication addresses (AD, TEL). */
public final class Contacts {

    private static final Map<String, Address.AddressUse> ADDRESS_USES = Map.of(
            "H", Address.AddressUse.HOME,
            "HP", Address.AddressUse.HOME,
            "HV", Address.AddressUse.HOME,
            "WP", Address.AddressUse.WORK,
            "DIR", Address.AddressUse.WORK,
            "PUB", Address.AddressUse.WORK,
            "TMP", Address.AddressUse.TEMP,
            "BAD", Address.AddressUse.OLD,
            "OLD", Address.AddressUse.OLD);
    private static final Map<String, ContactPointUse> TELECOM_USES = Map.of(
            "H", ContactPointUse.HOME,
            "HP", ContactPointUse.HOME,
            "HV", ContactPointUse.HOME,
            "AS", ContactPointUse.WORK,
            "WP", ContactPointUse.WORK,
            "DIR", ContactPointUse.WORK,
            "PUB", ContactPointUse.WORK,
            "MC", ContactPointUse.MOBILE,
            "TMP", ContactPointUse.TEMP,
            "BAD", ContactPointUse.OLD);

    private final Times times;

    public Contacts(Times times) {
        this.times = times;
    }

    /** Every address right inside an element. */
    public List<Address> addresses(Element owner) {
        List<Address> addresses = new ArrayList<>(1);
        for (Element ad : owner.children("addr")) {
            Address address = address(ad);
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /** An address, or null if it says nothing. */
    public @Nullable Address address(Element ad) {
        Address address = new Address();
        for (Element part : ad.children()) {
            String text = part.text();
            if (text != null) {
                part(address, part.name(), text);
            }
        }
        String plain = ad.text();
        if (address.isEmpty() && plain != null) {
            address.setText(plain);
        }
        if (address.isEmpty()) {
            return null;
        }
        for (String use : words(ad.attribute("use"))) {
            if (use.equals("PST")) {
                address.setType(Address.AddressType.POSTAL);
            } else if (use.equals("PHYS")) {
                address.setType(Address.AddressType.PHYSICAL);
            } else if (!address.hasUse() && ADDRESS_USES.containsKey(use)) {
                address.setUse(ADDRESS_USES.get(use));
            } else {
                ad.unread("use");
            }
        }
        address.setPeriod(times.period(ad.child("useablePeriod")));
        return address;
    }

    private static void part(Address address, String name, String text) {
        switch (name) {
            case "city" -> address.setCity(text);
            case "state" -> address.setState(text);
            case "postalCode" -> address.setPostalCode(text);
            case "country" -> address.setCountry(text);
            case "county", "precinct" -> address.setDistrict(text);
            case "useablePeriod" -> {}
            default -> address.addLine(text);
        }
    }

    /** Every telecommunication address right inside an element. */
    public List<ContactPoint> telecoms(Element owner) {
        List<ContactPoint> telecoms = new ArrayList<>(2);
        for (Element tel : owner.children("telecom")) {
            ContactPoint telecom = telecom(tel);
            if (telecom != null) {
                telecoms.add(telecom);
            }
        }
        return telecoms;
    }

    private @Nullable ContactPoint telecom(Element tel) {
        String value = tel.attribute("value");
        if (value == null) {
            return null;
        }
        int colon = value.indexOf(':');
        String scheme = colon < 0 ? "" : value.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = colon < 0 ? value : value.substring(colon + 1).strip();
        ContactPoint telecom = new ContactPoint();
        switch (scheme) {
            case "tel", "sip" -> telecom.setSystem(ContactPointSystem.PHONE).setValue(rest);
            case "mailto" -> telecom.setSystem(ContactPointSystem.EMAIL).setValue(rest);
            case "fax", "x-text-fax" ->
                telecom.setSystem(ContactPointSystem.FAX).setValue(rest);
            case "sms" -> telecom.setSystem(ContactPointSystem.SMS).setValue(rest);
            case "http", "https", "ftp" ->
                telecom.setSystem(ContactPointSystem.URL).setValue(value);
            default -> telecom.setSystem(plain(value)).setValue(value);
        }
        if (!telecom.hasValue()) {
            return null;
        }
        for (String use : words(tel.attribute("use"))) {
            if (use.equals("PG")) {
                telecom.setSystem(ContactPointSystem.PAGER);
            } else if (!telecom.hasUse() && TELECOM_USES.containsKey(use)) {
                telecom.setUse(TELECOM_USES.get(use));
            } else {
                tel.unread("use");
            }
        }
        telecom.setPeriod(times.period(tel.child("useablePeriod")));
        return telecom;
    }

    private static ContactPointSystem plain(String value) {
        if (value.indexOf('@') > 0) {
            return ContactPointSystem.EMAIL;
        }
        return value.matches("[0-9+(). x/-]+") ? ContactPointSystem.PHONE : ContactPointSystem.OTHER;
    }

    private static String[] words(@Nullable String text) {
        return text == null ? new String[0] : text.split("\\s+", -1);
    }
}
