package org.consentry.mappers.hl7v2;

import java.util.Set;

/** Which messages are known by their purpose; others are mapped by their segments, and the sender is told so. */
final class MessageEvents {

    private static final Set<String> KNOWN = Set.of(
            "ADT", "ORU", "ORM", "OML", "OMG", "OMI", "OMP", "OMS", "OMD", "OMN", "OUL", "OPL", "ORL", "MDM", "VXU",
            "SIU", "SRM", "RDE", "RDS", "RAS", "RGV", "RRE", "DFT", "BAR", "REF", "RRI", "PPR", "PGL", "PPP", "VXR",
            "ORR", "ORF", "CRM", "CSU", "PIN", "RPA", "RQA", "RPI", "RQI", "EAC", "PMU", "ORG", "OSR", "RDR", "RER",
            "RGR", "RAR", "ROR", "RDO", "RSP", "RTB", "PPG", "PRR", "TBR", "UDM", "MCF", "ADR", "BRP", "BPS", "BTS",
            "MFN", "CCM", "CCR", "CCU", "CQU", "CCF", "CCI", "CCQ");

    private MessageEvents() {}

    static void check(Header header, Report report) {
        if (!KNOWN.contains(header.code())) {
            report.warn(
                    "MSH[1]-9",
                    "unknown-message-type",
                    "This type of message is not known; what its segments say without it was taken");
        }
    }
}
