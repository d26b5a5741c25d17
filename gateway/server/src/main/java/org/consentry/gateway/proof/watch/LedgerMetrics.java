package org.consentry.gateway.proof.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.consentry.gateway.proof.LedgerState;
import org.springframework.stereotype.Component;

/** What an operator sets alarms on: {@code consentry.ledger.refusing}, {@code .waiting}, {@code .sweep.findings}. */
@Component
class LedgerMetrics {
    LedgerMetrics(MeterRegistry registry, LedgerState state, Sweeps sweeps) {
        Gauge.builder("consentry.ledger.refusing", state, known -> is(known, LedgerState.Condition.REFUSING))
                .description("1 when nothing is signed any more until a person has looked")
                .register(registry);
        Gauge.builder(
                        "consentry.ledger.waiting",
                        state,
                        known -> is(known, LedgerState.Condition.WAITING_FOR_WITNESSES))
                .description("1 when receipts wait for witnesses")
                .register(registry);
        Gauge.builder("consentry.ledger.sweep.findings", sweeps, known -> known.status()
                        .findings())
                .description("what the sweep over the store has found not to hold")
                .register(registry);
    }

    private static double is(LedgerState state, LedgerState.Condition condition) {
        return state.condition() == condition ? 1 : 0;
    }
}
