package org.consentry.mappers.hl7v2;

import java.util.Map;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.jspecify.annotations.Nullable;

/** Which mapper takes which segment. */
final class SegmentMappers {

    private static final Map<String, SegmentMapper> MAPPERS = Map.ofEntries(
            Map.entry("MSH", new HeaderResources()),
            Map.entry("SFT", HeaderResources::software),
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
            Map.entry("RXA", RxaToImmunization::map),
            Map.entry("RXR", new RxrToRoute()));

    private SegmentMappers() {}

    static @Nullable SegmentMapper of(Segment segment) {
        return MAPPERS.get(segment.id());
    }
}
