package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Specimens of results. */
final class Specimens {

    private Specimens() {}

    /** The specimen of a statement, or null if it names none. */
    static @Nullable Reference of(Statement statement, Document document) {
        for (Element role : statement.element().all("specimen", "specimenRole")) {
            List<Identifier> ids = document.ids.identifiers(role);
            CodeableConcept type = type(role, document);
            if (!ids.isEmpty()) {
                return add(role, Ids.key(ids.get(0)), document);
            }
            if (type != null) {
                return add(role, document.keys.defining(statement.element()), document);
            }
        }
        return null;
    }

    static Reference add(Element role, String key, Document document) {
        Specimen specimen = new Specimen().setIdentifier(document.ids.identifiers(role));
        specimen.setSubject(document.subject());
        Document.accept(type(role, document), specimen::setType);
        for (Element entity : role.children("specimenPlayingEntity")) {
            Element description = entity.child("desc");
            String text = description == null ? null : description.allText();
            if (text != null) {
                specimen.addNote().setText(text);
            }
        }
        for (Element entity : role.children("specimenPlayingEntity")) {
            SimpleQuantity quantity = document.quantities.simple(entity.child("quantity"));
            if (quantity != null) {
                specimen.getCollection().setQuantity(quantity);
            }
        }
        return Entries.reference(document.entries.add(specimen, key));
    }

    /** What the procedures beside the results say of how the specimen was taken and in which state it is. */
    static void collected(Statement organizer, Reference specimen, Document document) {
        Specimen taken = document.entries.at(Specimen.class, specimen);
        for (Statement inner : organizer.inner()) {
            if (taken != null && (inner.is(Template.SPECIMEN_COLLECTION) || inner.coded("17636008"))) {
                document.concept(inner.element().child("targetSiteCode"), site -> taken.getCollection()
                        .setBodySite(site));
                document.concept(inner.element().child("methodCode"), method -> taken.getCollection()
                        .setMethod(method));
                Type when = document.times.pointOrPeriod(inner.time());
                if (when != null) {
                    taken.getCollection().setCollected(when);
                }
                document.mapped(inner);
                inner.inner().forEach(part -> condition(part, taken, document));
            }
        }
    }

    private static void condition(Statement statement, Specimen specimen, Document document) {
        if (statement.is(Template.SPECIMEN_CONDITION) || statement.coded("93047-7")) {
            document.concept(statement.value(), state -> {
                specimen.addCondition(state);
                document.mapped(statement);
            });
        }
    }

    private static @Nullable CodeableConcept type(Element role, Document document) {
        Element entity = role.child("specimenPlayingEntity");
        if (entity == null) {
            return null;
        }
        CodeableConcept code = document.codes.concept(entity.child("code"));
        Element name = entity.child("name");
        String called = name == null ? null : name.allText();
        return code != null ? code : called == null ? null : new CodeableConcept().setText(called);
    }
}
