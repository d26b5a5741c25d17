package org.consentry.mappers;

import org.hl7.fhir.r4.model.Bundle;

/** What became of one message or document. */
public sealed interface Conversion {

    /** What became of every field, and what there is to say to the sender. */
    ConversionReport report();

    /**
     * It became resources.
     *
     * @param transactionBundle a transaction of PUTs with stable ids; {@code timestamp} is the time of the event it
     *     tells of, so that an older one need not overwrite a newer
     */
    record Converted(Bundle transactionBundle, ConversionReport report) implements Conversion {}

    /** Nothing could be made of it; the report's issues say why, without content. */
    record Rejected(ConversionReport report) implements Conversion {}
}
