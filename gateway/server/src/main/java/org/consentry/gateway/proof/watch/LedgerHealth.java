package org.consentry.gateway.proof.watch;

import org.consentry.gateway.proof.LedgerState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * What the health page says of the ledger. Always up: a ledger that waits or refuses stops receipts, and taking the gateway
 * out of service for that would stop intake and reading too.
 */
@Component("ledger")
class LedgerHealth implements HealthIndicator {
    private final LedgerState state;
    private final Sweeps sweeps;

    LedgerHealth(LedgerState state, Sweeps sweeps) {
        this.state = state;
        this.sweeps = sweeps;
    }

    @Override
    public Health health() {
        SweepStatus sweep = sweeps.status();
        return Health.up()
                .withDetail("checkpoints", state.condition())
                .withDetail("reason", state.reason())
                .withDetail("sweep", sweep.phase())
                .withDetail("findings", sweep.findings())
                .build();
    }
}
