package org.consentry.gateway.intake;

import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;

/** The formats that come as messages or documents, each of which is stored and answered by itself. */
public enum MessageFormat implements IntakeFormat {
    /** ER7, one message or a batch. */
    HL7V2("hl7v2", "x-application/hl7-v2+er7, application/hl7-v2, application/hl7-v2+er7, text/plain") {
        @Override
        List<byte[]> cut(byte[] body) {
            return Mappers.HL7V2.frames(body).stream().map(Hl7v2Frame::bytes).toList();
        }

        @Override
        Conversion convert(byte[] piece, ConversionContext context) {
            return Mappers.HL7V2.convert(piece, context);
        }
    },
    /** A C-CDA document. */
    CCDA("ccda", "application/cda+xml, application/hl7-cda+xml, application/xml, text/xml") {
        @Override
        Conversion convert(byte[] piece, ConversionContext context) {
            return Mappers.CCDA.convert(piece, context);
        }
    },
    /** A FHIR STU3 resource or Bundle. */
    STU3("stu3", "application/fhir+json, application/json") {
        @Override
        Conversion convert(byte[] piece, ConversionContext context) {
            return Mappers.FHIR.convert(piece, FhirVersion.STU3, context);
        }
    },
    /** A FHIR DSTU2 resource or Bundle. */
    DSTU2("dstu2", "application/fhir+json, application/json+fhir, application/json") {
        @Override
        Conversion convert(byte[] piece, ConversionContext context) {
            return Mappers.FHIR.convert(piece, FhirVersion.DSTU2, context);
        }
    };

    private final String code;
    /** Separated by commas. */
    private final String mediaTypes;

    MessageFormat(String code, String mediaTypes) {
        this.code = code;
        this.mediaTypes = mediaTypes;
    }

    private static final class Mappers {
        private static final Hl7v2Mapper HL7V2 = new Hl7v2Mapper();
        private static final CcdaMapper CCDA = new CcdaMapper();
        private static final FhirVersionMapper FHIR = new FhirVersionMapper();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static MessageFormat named(String code) {
        for (MessageFormat format : values()) {
            if (format.code.equals(code)) {
                return format;
            }
        }
        throw new IllegalArgumentException("No message format is called so");
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public List<String> mediaTypes() {
        return List.of(mediaTypes.split(", "));
    }

    /** The messages of a body, in order; none when there is none. */
    List<byte[]> cut(byte[] body) {
        return body.length == 0 ? List.of() : List.of(body);
    }

    abstract Conversion convert(byte[] piece, ConversionContext context);
}
