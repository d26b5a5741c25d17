package org.consentry.mappers.hl7v2;

import java.util.Map;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.jspecify.annotations.Nullable;

/** Which mapper takes which segment. */
final class SegmentMappers {

    private static final Map<String, SegmentMapper> MAPPERS = Map.ofEntries(
            Map.entry("MSH", new HeaderResources()),
            Map.entry("SFT", HeaderResources::software),
            Map.entry("MSA", HeaderResources::response),
            Map.entry("PID", new PidToPatient()),
            Map.entry("PD1", new Pd1ToPatient()),
            Map.entry("NK1", new Nk1ToRelatedPerson()),
            Map.entry("MRG", new MrgToPatient()),
            Map.entry("PV1", new Pv1ToEncounter()),
            Map.entry("PV2", new Pv2ToEncounter()),
            Map.entry("DG1", new Dg1ToCondition()),
            Map.entry("AL1", new AllergyMapper()),
            Map.entry("IAM", new AllergyMapper()),
            Map.entry("PR1", new Pr1ToProcedure()),
            Map.entry("ORC", new OrcToOrder()),
            Map.entry("OBR", new ObrToOrder()),
            Map.entry("OBX", new ObxToObservation()),
            Map.entry("NTE", new NteToNote()),
            Map.entry("SPM", new SpmToSpecimen()),
            Map.entry("TXA", new TxaToDocument()),
            Map.entry("RXA", SegmentMappers::administration),
            Map.entry("RXR", new RxrToRoute()),
            Map.entry("RXO", new RxToMedicationRequest()),
            Map.entry("RXE", new RxToMedicationRequest()),
            Map.entry("RXG", new RxToMedicationRequest()),
            Map.entry("RXD", new RxdToDispense()),
            Map.entry("RXC", Medications::component),
            Map.entry("TQ1", new Tq1ToTiming()),
            Map.entry("PRT", new ParticipationMapper()),
            Map.entry("ROL", new ParticipationMapper()),
            Map.entry("IN1", new In1ToCoverage()),
            Map.entry("IN2", In1ToCoverage::in2),
            Map.entry("IN3", In1ToCoverage::in3),
            Map.entry("GT1", new Gt1ToRelatedPerson()),
            Map.entry("SCH", new SchToAppointment()),
            Map.entry("RGS", SmallSegments::kept),
            Map.entry("AIS", SchToAppointment::resource),
            Map.entry("AIG", SchToAppointment::resource),
            Map.entry("AIL", SchToAppointment::resource),
            Map.entry("AIP", SchToAppointment::resource),
            Map.entry("PRB", new PrbToCondition()),
            Map.entry("GOL", SmallSegments::goal),
            Map.entry("FT1", new Ft1ToChargeItem()),
            Map.entry("RF1", new Rf1ToServiceRequest()),
            Map.entry("PRD", Rf1ToServiceRequest::provider),
            Map.entry("ARV", SmallSegments::accessRestriction),
            Map.entry("PDA", SmallSegments::death),
            Map.entry("IPC", OrderFields::imaging),
            Map.entry("MFI", MasterFiles::file),
            Map.entry("MFE", MasterFiles::record),
            Map.entry("STF", new StfToPractitioner()),
            Map.entry("PRA", StfToPractitioner::detail),
            Map.entry("LAN", StfToPractitioner::language),
            Map.entry("EDU", StfToPractitioner::education),
            Map.entry("AFF", SmallSegments::kept),
            Map.entry("CER", SmallSegments::kept),
            Map.entry("ORG", SmallSegments::kept),
            Map.entry("LOC", MasterFiles::location),
            Map.entry("LDP", MasterFiles::department),
            Map.entry("LCH", SmallSegments::kept),
            Map.entry("LRL", SmallSegments::kept),
            Map.entry("LCC", SmallSegments::kept),
            Map.entry("CDM", new CdmToChargeItemDefinition()),
            Map.entry("PRC", CdmToChargeItemDefinition::price),
            Map.entry("SAC", SmallSegments::container),
            Map.entry("NPU", SmallSegments::bed),
            // A hospital's own consent form is kept but never becomes a Consent: here only the patient's word opens.
            Map.entry("CON", SmallSegments::kept),
            Map.entry("ACC", SmallSegments::kept),
            Map.entry("DB1", SmallSegments::kept),
            Map.entry("CTD", SmallSegments::kept),
            Map.entry("BLG", SmallSegments::kept),
            Map.entry("AUT", SmallSegments::kept),
            Map.entry("CTI", SmallSegments::kept),
            Map.entry("INV", SmallSegments::kept),
            Map.entry("IAR", SmallSegments::kept),
            Map.entry("ODS", SmallSegments::kept),
            Map.entry("CDO", SmallSegments::kept));

    private SegmentMappers() {}

    private static void administration(Segment rxa, Mapping mapping) {
        if (mapping.header.is("VXU") || mapping.header.is("VXR") || mapping.header.is("RSP")) {
            RxaToImmunization.map(rxa, mapping);
        } else {
            RxaToAdministration.map(rxa, mapping);
        }
    }

    /** The segments that have a mapper. */
    static Set<String> ids() {
        return MAPPERS.keySet();
    }

    static @Nullable SegmentMapper of(Segment segment) {
        return MAPPERS.get(segment.id());
    }
}
