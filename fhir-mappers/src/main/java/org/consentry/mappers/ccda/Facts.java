package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** What many kinds of statements have in common: comments, indications, performers, places. */
final class Facts {

    private Facts() {}

    /** An indicator (BL); what is neither true nor false stays unread. */
    static boolean flag(Element indicator) {
        boolean is = indicator.flag("value");
        if (!is && !indicator.has("value", "false") && !indicator.has("value", "0")) {
            indicator.unread("value");
        }
        return is;
    }

    /** Comment activities as notes. */
    static List<Annotation> notes(Statement statement, Document document) {
        List<Annotation> notes = new ArrayList<>();
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.COMMENT) || inner.coded("48767-8")) {
                String text = document.narrative.text(inner.element().child("text"));
                if (text != null) {
                    document.mapped(inner);
                    Annotation note = new Annotation().setText(text);
                    Document.accept(document.authorship.recorded(inner.element()), note::setTimeElement);
                    Reference author = document.authorship.recorder(inner.element());
                    if (author != null && author.hasReference() && !Parties.is(author, "Device")) {
                        note.setAuthor(author);
                    }
                    notes.add(note);
                }
            }
        }
        return notes;
    }

    /** Why: the values of indications. */
    static List<CodeableConcept> reasons(Statement statement, Document document) {
        return indications(statement, document).stream()
                .map(reason -> document.codes.concept(reason.value()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The indications that say something. */
    static List<Statement> indications(Statement statement, Document document) {
        List<Statement> reasons = new ArrayList<>();
        for (Statement reason : statement.related("RSON")) {
            boolean indication = reason.is(Template.INDICATION) || reason.name().equals("observation");
            if (indication && !reason.negated() && document.codes.concept(reason.value()) != null) {
                document.mapped(reason);
                reasons.add(reason);
            }
        }
        return reasons;
    }

    /** Who did it. */
    static List<Reference> performers(Statement statement, Document document) {
        return performers(statement, document, true);
    }

    /** The same; where FHIR has no place for a device, it stays in the kept document. */
    static List<Reference> performers(Statement statement, Document document, boolean devices) {
        List<Reference> performers = new ArrayList<>();
        for (Element performer : statement.element().children("performer")) {
            Document.accept(document.parties.of(performer), performers::add);
        }
        if (!devices) {
            performers.removeIf(who -> Parties.is(who, "Device"));
        }
        return performers;
    }

    /** Where: the first service delivery location, or null. */
    static @Nullable Reference place(Statement statement, Document document) {
        for (Element participant : statement.element().children("participant")) {
            Element role = participant.child("participantRole");
            if (participant.has("typeCode", "LOC") && role != null) {
                return location(role, role.child("playingEntity"), document);
            }
        }
        return null;
    }

    /** A place by its role and the entity with its name. */
    static @Nullable Reference location(Element role, @Nullable Element entity, Document document) {
        Element called = entity == null ? null : entity.child("name");
        String name = called == null ? null : called.allText();
        CodeableConcept kind = document.codes.concept(role.child("code"));
        if (name == null && kind != null) {
            name = kind.hasText() ? kind.getText() : kind.getCodingFirstRep().getDisplay();
        }
        if (name == null) {
            return null;
        }
        List<Identifier> ids = document.ids.identifiers(role);
        if (ids.isEmpty()) {
            return new Reference().setType("Location").setDisplay(name);
        }
        Location location = new Location().setName(name).setIdentifier(ids);
        if (kind != null) {
            location.addType(kind);
        }
        location.setTelecom(document.contacts.telecoms(role));
        document.contacts.addresses(role).stream().findFirst().ifPresent(location::setAddress);
        return Entries.reference(document.entries.add(location, Ids.key(ids.get(0)), Entries.Telling.MENTION))
                .setDisplay(name);
    }

    /**
     * The encounter a statement is part of: one around it. The document's own encounter is not that of all it tells:
     * most of a summary happened before.
     */
    static @Nullable Reference encounter(Statement statement, Document document) {
        for (Element here = statement.element().parent(); here != null; here = here.parent()) {
            if (document.made(here) instanceof Encounter around) {
                return Entries.reference(around);
            }
        }
        return null;
    }

    /** True if a statement of the template is around this one. */
    static boolean inside(Statement statement, Template... templates) {
        for (Element here = statement.element().parent(); here != null; here = here.parent()) {
            if (Statement.is(here)) {
                Statement around = Statement.of(here);
                for (Template template : templates) {
                    if (around.is(template)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The statement right around this one, or null. */
    static @Nullable Statement around(Statement statement) {
        Element relation = statement.element().parent();
        Element around = relation == null ? null : relation.parent();
        return around != null && Statement.is(around) ? Statement.of(around) : null;
    }

    static CodeableConcept concept(String system, String code) {
        return new CodeableConcept(new Coding(system, code, null));
    }

    static CodeableConcept concept(String system, String code, String display) {
        return new CodeableConcept(new Coding(system, code, display));
    }

    /** The text of a statement's own text element, or null. */
    static @Nullable String said(Statement statement, Document document) {
        return document.narrative.text(statement.element().child("text"));
    }
}
