package org.consentry.gateway.proof;

import java.util.Locale;
import org.consentry.ledger.log.LedgerReader;
import org.springframework.stereotype.Component;

/** How the ledger stands, for its operator. */
@Component
public class LedgerCondition {
    private final LedgerState state;
    private final LedgerReader reader;

    LedgerCondition(LedgerState state, LedgerReader reader) {
        this.state = state;
        this.reader = reader;
    }

    /** {@code publishing}, {@code waiting-for-witnesses} or {@code refusing}. */
    public String condition() {
        return state.condition().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why nothing is signed; empty when something is. */
    public String reason() {
        return state.reason();
    }

    /** Entries that the published checkpoint covers. */
    public long published() {
        return reader.publishedSize();
    }
}
