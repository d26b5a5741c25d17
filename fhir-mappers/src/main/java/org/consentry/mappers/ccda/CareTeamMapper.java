package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamParticipantComponent;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** Care team organizers, with their members. */
final class CareTeamMapper {

    private CareTeamMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        CareTeam team = new CareTeam();
        Element element = statement.element();
        team.setIdentifier(document.ids.identifiers(element));
        team.setStatus(
                switch (statement.status()) {
                    case "completed", "aborted", "cancelled" -> CareTeamStatus.INACTIVE;
                    case "suspended", "held" -> CareTeamStatus.SUSPENDED;
                    case "nullified" -> CareTeamStatus.ENTEREDINERROR;
                    case "new" -> CareTeamStatus.PROPOSED;
                    default -> CareTeamStatus.ACTIVE;
                });
        if (document.patient != null) {
            team.setSubject(document.subject());
        }
        Element code = statement.code();
        Document.accept(code == null ? null : document.codes.text(code), team::setName);
        team.setPeriod(document.times.period(statement.time()));
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.CARE_TEAM_MEMBER)) {
                member(inner, team, document);
            } else if (inner.name().equals("observation") && inner.coded("86744-0")) {
                Element value = inner.value();
                Type kind = value == null ? null : document.values.value(value);
                document.mapped(inner);
                document.concept(kind instanceof StringType ? null : value, team::addCategory);
            }
        }
        team.setNote(Facts.notes(statement, document));
        document.add(team, statement);
    }

    private static void member(Statement member, CareTeam team, Document document) {
        for (Element performer : member.element().children("performer")) {
            Reference who = document.parties.of(performer);
            if (who == null) {
                continue;
            }
            CareTeamParticipantComponent participant = team.addParticipant().setMember(who);
            document.concept(performer.child("functionCode"), participant::addRole);
            Reference organization = document.parties.organizationOf(Parties.role(performer));
            boolean practitioner = who.hasReference() && who.getReference().startsWith("Practitioner/");
            if (organization != null && practitioner) {
                participant.setOnBehalfOf(organization);
            }
            participant.setPeriod(document.times.period(member.time()));
            document.mapped(member);
        }
    }
}
