package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** Policy activities to Coverage: who pays, for whom, under which number. */
final class CoverageMapper {

    private CoverageMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Coverage coverage = new Coverage();
        Element element = statement.element();
        coverage.setIdentifier(document.ids.identifiers(element));
        coverage.setStatus(
                switch (statement.status()) {
                    case "aborted", "cancelled" -> CoverageStatus.CANCELLED;
                    case "nullified" -> CoverageStatus.ENTEREDINERROR;
                    case "new" -> CoverageStatus.DRAFT;
                    default -> CoverageStatus.ACTIVE;
                });
        document.concept(statement.code(), coverage::setType);
        coverage.setBeneficiary(document.subject());
        for (Element participant : element.children("participant")) {
            covered(participant, coverage, document);
        }
        for (Element performer : element.children("performer")) {
            boolean payer = performer.has("typeCode", "PRF") && !coverage.hasPayor();
            Reference organization = payer ? document.parties.organizationOf(Parties.role(performer)) : null;
            Reference who = organization != null || !payer ? organization : document.parties.of(performer);
            Document.accept(who, coverage::addPayor);
        }
        if (!coverage.hasPayor()) {
            coverage.addPayor(Absent.because(new Reference(), "UNK"));
        }
        document.add(coverage, statement);
    }

    private static void covered(Element participant, Coverage coverage, Document document) {
        Element role = participant.child("participantRole");
        if (role == null || !participant.has("typeCode", "COV")) {
            return;
        }
        coverage.setPeriod(document.times.period(participant.child("time")));
        List<Identifier> ids = document.ids.identifiers(role);
        if (!ids.isEmpty()) {
            coverage.setSubscriberId(ids.get(0).getValue());
        }
        document.concept(role.child("code"), coverage::setRelationship);
    }
}
