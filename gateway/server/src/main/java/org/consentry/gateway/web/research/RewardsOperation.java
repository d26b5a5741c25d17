package org.consentry.gateway.web.research;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.consentry.gateway.research.Rewards;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$rewards}: what the patient was given for taking part in research, the sum by currency, and for each
 * reward the digest by which {@code /ledger/proof} gives its receipt.
 */
@Component
class RewardsOperation implements FhirOperation {
    private final Rewards rewards;

    RewardsOperation(Rewards rewards) {
        this.rewards = rewards;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("rewards", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Map<String, Long> balance = new TreeMap<>();
        Parameters answer = Parameters.create();
        for (Rewards.Given given : rewards.of(ThePatient.of(call).patientId())) {
            balance.merge(given.currency(), given.cents(), Long::sum);
            answer.part("reward")
                    .withReference("study", "ResearchStudy/" + given.studyId())
                    .withMoney("amount", BigDecimal.valueOf(given.cents(), 2), given.currency())
                    .with("at", "Instant", given.at().toString())
                    .with("digest", "String", HexFormat.of().formatHex(given.digest()));
        }
        balance.forEach((currency, cents) -> answer.withMoney("balance", BigDecimal.valueOf(cents, 2), currency));
        return FhirAnswer.json(200, answer.json());
    }
}
