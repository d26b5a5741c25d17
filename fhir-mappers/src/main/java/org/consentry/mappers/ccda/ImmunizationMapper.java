package org.consentry.mappers.ccda;

import java.util.Set;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;

/** Immunization activities; one that is negated was not given. */
final class ImmunizationMapper {

    private static final String FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443";
    private static final Set<String> OMITTED = Set.of("aborted", "cancelled", "held", "new", "obsolete", "suspended");

    private ImmunizationMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        if (!statement.event()) {
            MedicationMapper.map(statement, section, document);
            return;
        }
        Immunization immunization = new Immunization();
        Element element = statement.element();
        immunization.setIdentifier(document.ids.identifiers(element));
        immunization.setPatient(document.subject());
        Document.accept(Facts.encounter(statement, document), immunization::setEncounter);
        immunization.setStatus(status(statement));
        Products product = Products.of(statement);
        immunization.setVaccineCode(product.required(statement, document));
        Document.accept(product.lot(), immunization::setLotNumber);
        Document.accept(product.manufacturer(document), immunization::setManufacturer);
        Document.accept(product.expires(document), immunization::setExpirationDateElement);
        occurrence(statement, immunization, document);
        Document.accept(document.authorship.recorded(element), immunization::setRecordedElement);
        document.concept(element.child("routeCode"), immunization::setRoute);
        document.concept(element.child("approachSiteCode"), immunization::setSite);
        immunization.setDoseQuantity(document.quantities.simple(element.child("doseQuantity")));
        Document.accept(Facts.place(statement, document), immunization::setLocation);
        for (Reference performer : Facts.performers(statement, document, false)) {
            immunization
                    .addPerformer()
                    .setFunction(Facts.concept(FUNCTION, "AP", "Administering Provider"))
                    .setActor(performer);
        }
        Integer dose = MedicationMapper.repeats(element.child("repeatNumber"));
        if (dose != null && dose > 0) {
            immunization.addProtocolApplied().setDoseNumber(new PositiveIntType(dose));
        }
        reasons(statement, immunization, document);
        reactions(statement, section, immunization, document);
        immunization.setNote(Facts.notes(statement, document));
        document.add(immunization, statement);
    }

    private static ImmunizationStatus status(Statement statement) {
        if (statement.status().equals("nullified")) {
            return ImmunizationStatus.ENTEREDINERROR;
        }
        boolean omitted = statement.negated() || OMITTED.contains(statement.status());
        return omitted ? ImmunizationStatus.NOTDONE : ImmunizationStatus.COMPLETED;
    }

    private static void occurrence(Statement statement, Immunization immunization, Document document) {
        Element time = statement.time();
        DateTimeType when = document.times.start(time);
        immunization.setOccurrence(
                when != null ? when : Absent.because(new DateTimeType(), time == null ? null : time.nullFlavor()));
    }

    /** What the vaccine did is an Observation, which the immunization points to. */
    private static void reactions(
            Statement statement, SectionKind section, Immunization immunization, Document document) {
        for (Statement reaction : statement.inner(Template.REACTION)) {
            Walker.visit(reaction, section, document);
            Document.accept(document.made(reaction.element()), made -> {
                Immunization.ImmunizationReactionComponent component =
                        immunization.addReaction().setDetail(Entries.reference(made));
                Document.accept(document.times.start(reaction.time()), component::setDateElement);
            });
        }
    }

    private static void reasons(Statement statement, Immunization immunization, Document document) {
        immunization.setReasonCode(Facts.reasons(statement, document));
        for (Statement refusal : statement.inner(Template.IMMUNIZATION_REFUSAL)) {
            CodeableConcept code = document.codes.concept(refusal.code());
            if (code != null && immunization.getStatus() == ImmunizationStatus.NOTDONE) {
                document.mapped(refusal);
                immunization.setStatusReason(code);
            }
        }
    }
}
