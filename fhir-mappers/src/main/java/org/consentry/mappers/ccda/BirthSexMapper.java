package org.consentry.mappers.ccda;

import java.util.Set;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeType;

/** The birth sex observation is an extension of the Patient. */
final class BirthSexMapper {

    private static final String URL = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
    private static final Set<String> CODES = Set.of("M", "F", "UNK", "OTH");

    private BirthSexMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Element value = statement.value();
        String code =
                value == null ? null : value.attribute("code") != null ? value.attribute("code") : value.nullFlavor();
        if (document.patient == null || code == null || !CODES.contains(code)) {
            ObservationMapper.map(statement, section, document);
            return;
        }
        if (!document.patient.hasExtension(URL)) {
            document.patient.addExtension(URL, new CodeType(code));
        }
        document.mapped(statement);
    }
}
