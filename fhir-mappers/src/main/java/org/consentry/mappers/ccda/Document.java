package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Codes;
import org.consentry.mappers.ccda.datatype.Contacts;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.datatype.Names;
import org.consentry.mappers.ccda.datatype.NarrativeIndex;
import org.consentry.mappers.ccda.datatype.Quantities;
import org.consentry.mappers.ccda.datatype.Times;
import org.consentry.mappers.ccda.datatype.Values;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.identity.StableIds;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Everything one conversion needs at hand: data types, what was made so far, whom the document is about. */
final class Document {

    final Element root;
    final ConversionContext context;
    final String key;
    final Report report;
    final Terminology terminology;
    final NarrativeIndex narrative;
    final Times times;
    final Codes codes;
    final Ids ids;
    final Quantities quantities;
    final Values values;
    final Names names;
    final Contacts contacts;
    final Entries entries;
    final Keys keys;
    final Parties parties;
    final Authorship authorship;

    /** Whom the document is about; null in a piece of one. */
    @Nullable
    Patient patient;

    String patientKey = "";

    /** The encounter the whole document is part of. */
    @Nullable
    Reference encounter;

    private final Map<Element, Reference> relatives = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();
    private final Map<Element, Resource> made = new HashMap<>();
    private final Map<Element, Fate> fates = new HashMap<>();
    private final Map<Element, String> rules = new HashMap<>();

    Document(Element root, ConversionContext context, String key, Report report) {
        this.root = root;
        this.context = context;
        this.key = key;
        this.report = report;
        terminology = context.profile().terminology();
        narrative = new NarrativeIndex(root);
        times = new Times(context.zone());
        codes = new Codes(
                terminology,
                narrative,
                system -> report.note(
                        "",
                        "code-not-in-system",
                        "A code is none of " + system + "; kept under a name of the site's own"));
        ids = new Ids(terminology);
        quantities = new Quantities(terminology);
        values = new Values(codes, quantities, times, narrative);
        names = new Names(times);
        contacts = new Contacts(times);
        entries = new Entries(new StableIds(context.tenant()));
        keys = new Keys(this);
        parties = new Parties(this);
        authorship = new Authorship(this);
    }

    /** The patient; where a piece of a document names none, the fact that it does not. */
    Reference subject() {
        return patient == null ? Absent.because(new Reference(), "UNK") : Entries.reference(patient);
    }

    /** Adds what a statement became, under its own key, and remembers who wrote it. */
    <R extends Resource> R add(R resource, Statement statement) {
        if (resource instanceof DomainResource domain && !domain.hasText()) {
            domain.setText(narrative.entry(statement.element().child("text")));
        }
        R added = entries.add(resource, keys.of(resource.fhirType(), statement));
        made.put(statement.element(), added);
        mapped(statement);
        authorship.wrote(statement.element(), added);
        return added;
    }

    /** Remembers whom a participation became. */
    void relative(Element participation, Reference relative) {
        relatives.put(participation, relative);
    }

    /** The RelatedPerson a participation became, or null. */
    @Nullable
    Reference related(Element participation) {
        return relatives.get(participation);
    }

    /** Does something when all statements are read, since what it needs may stand further below. */
    void later(Runnable step) {
        later.add(step);
    }

    /** Does what had to wait. */
    void settle() {
        later.forEach(Runnable::run);
        later.clear();
    }

    /** What a statement became, or null. */
    @Nullable
    Resource made(Element statement) {
        return made.get(statement);
    }

    /** Says that a statement is in a resource. */
    void mapped(Statement statement) {
        fates.put(statement.element(), Fate.MAPPED);
    }

    /** Says that a statement carries nothing for the record, by which rule. */
    void ignored(Statement statement, String rule) {
        fates.put(statement.element(), Fate.IGNORED);
        rules.put(statement.element(), rule);
    }

    @Nullable
    Fate fate(Element statement) {
        return fates.get(statement);
    }

    String rule(Element statement) {
        return rules.getOrDefault(statement, "");
    }

    /** The code a map gives for a code, or null; a code that the map lacks is reported. */
    @Nullable
    String translated(@Nullable Element coded, String map) {
        String code = coded == null ? null : coded.attribute("code");
        String target = terminology.code(map, code);
        if (coded != null && code != null && target == null) {
            report.note(Report.place(coded), "unmapped-code", "The map " + map + " does not have this code");
            coded.unread("code");
        }
        return target;
    }

    /** Hands a code over if the element has one. */
    void concept(@Nullable Element cd, Consumer<CodeableConcept> to) {
        accept(codes.concept(cd), to);
    }

    static <T> void accept(@Nullable T value, Consumer<? super T> to) {
        if (value != null) {
            to.accept(value);
        }
    }
}
