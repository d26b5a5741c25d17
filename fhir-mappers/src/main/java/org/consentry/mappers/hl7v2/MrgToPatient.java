package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;

/**
 * MRG: the record that went into another. It becomes inactive and says by what it was replaced; the one that stays
 * says what it replaces. Resources of the former record keep their ids: who reads one finds the other by the link.
 */
final class MrgToPatient implements SegmentMapper {

    @Override
    public void map(Segment mrg, Mapping mapping) {
        Patient survivor = mapping.current.patient;
        if (survivor == null) {
            return;
        }
        mapping.own(mrg, survivor);
        account(mrg, survivor, mapping);
        List<Composite> identifiers = mrg.all(1);
        Composite best = PatientKey.best(identifiers);
        if (best.get(1) == null) {
            best = mrg.first(4);
        }
        String key = PatientKey.key(best, mapping);
        if (key == null || key.equals(mapping.current.patientKey)) {
            return;
        }
        Patient former = new Patient().setActive(false);
        for (Composite cx : identifiers) {
            Mapping.accept(mapping.identifiers.cx(cx), identifier -> {
                former.addIdentifier(identifier.setUse(Identifier.IdentifierUse.OLD));
                survivor.addIdentifier(identifier.copy());
            });
        }
        if (!former.hasIdentifier()) {
            Mapping.accept(mapping.identifiers.cx(best), former::addIdentifier);
        }
        mrg.all(7).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), former::addName));
        mapping.entries.add(former, key, Entries.Telling.MENTION);
        former.addLink().setType(LinkType.REPLACEDBY).setOther(Entries.reference(survivor));
        survivor.addLink().setType(LinkType.REPLACES).setOther(Entries.reference(former));
    }

    /** MRG-3: the former account goes on under the patient who stays. */
    private static void account(Segment mrg, Patient survivor, Mapping mapping) {
        Identifier number = mapping.identifiers.cx(mrg.first(3));
        if (number != null) {
            Account account = new Account()
                    .setStatus(Account.AccountStatus.UNKNOWN)
                    .addIdentifier(number)
                    .addSubject(Entries.reference(survivor));
            mapping.entries.add(account, Parties.key(number), Entries.Telling.MENTION);
        }
    }
}
