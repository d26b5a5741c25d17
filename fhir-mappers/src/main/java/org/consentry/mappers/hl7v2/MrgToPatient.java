package org.consentry.mappers.hl7v2;

import java.util.List;
import java.util.Set;
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
 *
 * <p>Not every event with an MRG ends a record. One that moves an account, a visit or a number from one patient to
 * another leaves two living people, and the one who is left is only mentioned.
 */
final class MrgToPatient implements SegmentMapper {

    /** Merges and moves of accounts, visits and numbers (HL7 v2.8 chapter 3.3.35 to 3.3.51): both patients go on. */
    private static final Set<String> BOTH_GO_ON =
            Set.of("A35", "A41", "A42", "A43", "A44", "A45", "A48", "A49", "A50", "A51");

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
        Patient former = new Patient();
        for (Composite cx : identifiers) {
            Mapping.accept(mapping.identifiers.cx(cx), former::addIdentifier);
        }
        if (!former.hasIdentifier()) {
            Mapping.accept(mapping.identifiers.cx(best), former::addIdentifier);
        }
        mrg.all(7).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), former::addName));
        if (BOTH_GO_ON.contains(mapping.header.trigger())) {
            mapping.entries.add(former, key, Entries.Telling.MENTION);
            return;
        }
        // A snapshot: a receiver that knows the former record must hear that it is one no longer.
        mapping.entries.add(former.setActive(false), key);
        for (Identifier identifier : former.getIdentifier()) {
            identifier.setUse(Identifier.IdentifierUse.OLD);
            if (!identifiers.isEmpty()) {
                survivor.addIdentifier(identifier.copy());
            }
        }
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
