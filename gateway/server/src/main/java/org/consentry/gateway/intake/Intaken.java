package org.consentry.gateway.intake;

import java.util.Optional;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionReport;

/** What became of one message. */
public sealed interface Intaken {
    /** The message's bytes, as they were taken out of the batch or stream. */
    byte[] message();

    /**
     * It is durable.
     *
     * @param digest the ledger entry's digest in hex: the receipt is at {@code /ledger/proof?digest=}
     * @param repeated whether the same message had been taken before
     */
    record Taken(
            byte[] message, Conversion conversion, Optional<String> bundleId, Optional<String> digest, boolean repeated)
            implements Intaken {}

    /** It could not be converted: nothing was stored. */
    record Rejected(byte[] message, Conversion conversion) implements Intaken {
        /** Why. */
        public ConversionReport report() {
            return conversion.report();
        }
    }

    /** It was converted but not stored; {@code BUSY} may be tried again as it is. */
    record Failed(byte[] message, ProblemKind kind, String reason) implements Intaken {}
}
