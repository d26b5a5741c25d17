package org.consentry.mappers.deidentify;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The strings that point at one patient: as they stand in the Patient resource, by kind.
 *
 * @param names whole names and their parts, relatives included
 * @param places address lines, towns, ZIP codes of five digits and more
 * @param contacts phones, faxes, mail addresses, URLs
 * @param numbers identifiers' values and the resource's id
 * @param dates birth and death, to the day
 */
public record DirectIdentifiers(
        Set<String> names, Set<String> places, Set<String> contacts, Set<String> numbers, Set<String> dates) {
    /** Of nobody. */
    public static final DirectIdentifiers NONE =
            new DirectIdentifiers(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    private static final String MAIDEN = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";
    private static final String BIRTHPLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";

    public DirectIdentifiers {
        names = Set.copyOf(names);
        places = Set.copyOf(places);
        contacts = Set.copyOf(contacts);
        numbers = Set.copyOf(numbers);
        dates = Set.copyOf(dates);
    }

    /** Those of a Patient (or RelatedPerson) resource. */
    public static DirectIdentifiers of(JsonNode person) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> places = new LinkedHashSet<>();
        Set<String> contacts = new LinkedHashSet<>();
        Set<String> numbers = new LinkedHashSet<>();
        Set<String> dates = new LinkedHashSet<>();
        person(person, names, places, contacts);
        person.path("contact").forEach(contact -> person(contact, names, places, contacts));
        for (JsonNode extension : person.path("extension")) {
            switch (extension.path("url").asString("")) {
                case MAIDEN -> add(names, extension.path("valueString"));
                case BIRTHPLACE -> address(extension.path("valueAddress"), places);
                default -> {}
            }
        }
        person.path("identifier").forEach(identifier -> add(numbers, identifier.path("value")));
        add(numbers, person.path("id"));
        addDay(dates, person.path("birthDate"));
        addDay(dates, person.path("deceasedDateTime"));
        return new DirectIdentifiers(names, places, contacts, numbers, dates);
    }

    /** Lower-case words of the names, without those that are digits alone. */
    Set<String> nameWords() {
        return names.stream()
                .flatMap(name -> Words.of(name).stream())
                .filter(word -> word.chars().anyMatch(Character::isLetter))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void person(JsonNode person, Set<String> names, Set<String> places, Set<String> contacts) {
        JsonNode name = person.path("name");
        if (name.isArray()) {
            name.forEach(one -> name(one, names));
        } else {
            name(name, names);
        }
        person.path("telecom").forEach(telecom -> add(contacts, telecom.path("value")));
        JsonNode address = person.path("address");
        if (address.isArray()) {
            address.forEach(one -> address(one, places));
        } else {
            address(address, places);
        }
    }

    private static void name(JsonNode name, Set<String> names) {
        add(names, name.path("family"));
        add(names, name.path("text"));
        name.path("given").forEach(given -> add(names, given));
        // Two short names tell together what neither tells alone.
        String family = name.path("family").asString("").strip();
        String given = name.at("/given/0").asString("").strip();
        if (!family.isEmpty() && !given.isEmpty()) {
            names.add(given + " " + family);
            names.add(family + " " + given);
        }
    }

    private static void address(JsonNode address, Set<String> places) {
        address.path("line").forEach(line -> add(places, line));
        add(places, address.path("text"));
        add(places, address.path("city"));
        add(places, address.path("district"));
        add(places, address.path("postalCode"));
    }

    private static void addDay(Set<String> dates, JsonNode date) {
        if (date.asString("").length() >= 10) {
            dates.add(date.asString("").substring(0, 10));
        }
    }

    private static void add(Collection<String> to, JsonNode value) {
        String text = value.isString() ? value.asString().strip() : "";
        if (!text.isEmpty()) {
            to.add(text);
        }
    }

    @Override
    public String toString() {
        return "DirectIdentifiers[secret]";
    }
}
