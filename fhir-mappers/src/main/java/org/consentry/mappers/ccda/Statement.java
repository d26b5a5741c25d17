package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.ccda.xml.Element;
import org.jspecify.annotations.Nullable;

/**
 * A clinical statement (act, observation, organizer, procedure, encounter, substanceAdministration, supply) with the
 * templates it claims.
 */
record Statement(Element element, Set<Template> templates) {

    private static final Set<String> NAMES = Set.of(
            "act",
            "observation",
            "organizer",
            "procedure",
            "encounter",
            "substanceAdministration",
            "supply",
            "observationMedia",
            "regionOfInterest");

    /** HL7 V3's ActStatus; a code that is none of it says nothing that a status of FHIR could. */
    private static final Set<String> STATES = Set.of(
            "normal",
            "aborted",
            "active",
            "cancelled",
            "completed",
            "held",
            "new",
            "suspended",
            "nullified",
            "obsolete");

    static boolean is(Element element) {
        return NAMES.contains(element.name());
    }

    static Statement of(Element element) {
        Set<Template> templates = EnumSet.noneOf(Template.class);
        for (Element id : element.children("templateId")) {
            Template template = Template.of(String.valueOf(id.attribute("root")));
            if (template != null) {
                templates.add(template);
            }
        }
        return new Statement(element, templates);
    }

    boolean is(Template template) {
        return templates.contains(template);
    }

    String name() {
        return element.name();
    }

    /** What the report calls it: its template, else its class. */
    String label() {
        return templates.isEmpty()
                ? element.name() + " without a known template"
                : templates.iterator().next().label;
    }

    @Nullable
    Element code() {
        return element.child("code");
    }

    boolean coded(String code) {
        Element own = code();
        return own != null && own.has("code", code);
    }

    /** The code of statusCode; empty if there is none. */
    String status() {
        Element status = element.child("statusCode");
        String code = status == null ? null : status.attribute("code");
        if (status != null && !STATES.contains(String.valueOf(code))) {
            status.unread("code");
        }
        return code == null ? "" : code;
    }

    @Nullable
    Element time() {
        return element.child("effectiveTime");
    }

    @Nullable
    Element value() {
        return element.child("value");
    }

    boolean negated() {
        return element.flag("negationInd");
    }

    /** True if it tells of what was, not of what is wanted. */
    boolean event() {
        String mood = element.attribute("moodCode");
        return mood == null || mood.equals("EVN");
    }

    /** Statements right inside, whatever relates them. */
    List<Statement> inner() {
        List<Statement> inner = new ArrayList<>();
        for (Element relation : element.children()) {
            if (relation.name().equals("entryRelationship") || relation.name().equals("component")) {
                relation.children().stream().filter(Statement::is).forEach(child -> inner.add(of(child)));
            }
        }
        return inner;
    }

    /** Those of a template. */
    List<Statement> inner(Template template) {
        return inner().stream().filter(statement -> statement.is(template)).toList();
    }

    /** Those related in a way, such as {@code RSON}. */
    List<Statement> related(String typeCode) {
        List<Statement> related = new ArrayList<>();
        for (Element relation : element.children("entryRelationship")) {
            if (relation.has("typeCode", typeCode)) {
                relation.children().stream().filter(Statement::is).forEach(child -> related.add(of(child)));
            }
        }
        return related;
    }

    /** The first of a template, or null. */
    @Nullable
    Statement first(Template template) {
        List<Statement> all = inner(template);
        return all.isEmpty() ? null : all.get(0);
    }
}
