package org.consentry.mappers.ccda.datatype;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.jspecify.annotations.Nullable;

/** Names of persons (PN). A call name and a name at birth become names of their own, as FHIR has them. */
public final class Names {

    private static final Map<String, NameUse> USES = Map.of(
            "L", NameUse.USUAL,
            "C", NameUse.OFFICIAL,
            "OR", NameUse.OFFICIAL,
            "P", NameUse.NICKNAME,
            "A", NameUse.NICKNAME);

    private final Times times;

    public Names(Times times) {
        this.times = times;
    }

    /** Every name right inside an element. */
    public List<HumanName> names(Element person) {
        List<HumanName> names = new ArrayList<>(1);
        person.children("name").forEach(pn -> add(pn, names));
        return names;
    }

    /** The first name right inside an element, or null. */
    public @Nullable HumanName first(@Nullable Element person) {
        List<HumanName> names = person == null ? List.of() : names(person);
        return names.isEmpty() ? null : names.get(0);
    }

    private void add(Element pn, List<HumanName> names) {
        HumanName name = new HumanName();
        List<HumanName> others = new ArrayList<>(1);
        for (Element part : pn.children()) {
            String text = part.text();
            if (text != null) {
                part(name, others, part, text);
            }
        }
        String plain = pn.text();
        if (name.isEmpty() && plain != null) {
            name.setText(plain);
        }
        if (!name.isEmpty()) {
            String use = pn.attribute("use");
            if (use != null) {
                name.setUse(USES.get(use.split("\\s+", -1)[0]));
                if (!USES.containsKey(use)) {
                    pn.unread("use");
                }
            }
            name.setPeriod(times.period(pn.child("validTime")));
            names.add(name);
        }
        names.addAll(others);
    }

    private static void part(HumanName name, List<HumanName> others, Element part, String text) {
        String qualifier = String.valueOf(part.peek("qualifier"));
        boolean known = qualifier.equals(part.name().equals("given") ? "CL" : "BR");
        if (known) {
            part.attribute("qualifier");
        }
        switch (part.name()) {
            case "given" -> {
                if (qualifier.equals("CL")) {
                    others.add(new HumanName().setUse(NameUse.NICKNAME).addGiven(text));
                } else {
                    name.addGiven(text);
                }
            }
            case "family" -> {
                if (qualifier.equals("BR")) {
                    others.add(new HumanName().setUse(NameUse.MAIDEN).setFamily(text));
                } else {
                    name.setFamily(name.hasFamily() ? name.getFamily() + " " + text : text);
                }
            }
            case "prefix" -> name.addPrefix(text);
            case "suffix" -> name.addSuffix(text);
            default -> {}
        }
    }

    /** A name as people write it. */
    public static String display(HumanName name) {
        return name.hasText() ? name.getText() : name.getNameAsSingleString();
    }
}
