package org.consentry.gateway.validation;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.validation.ValidationSettings.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Validates what comes in, where the operator asks for it. First of the participants: what it refuses costs no more. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class IntakePolicy implements WriteParticipant {
    private static final Logger LOG = LoggerFactory.getLogger(IntakePolicy.class);

    private final Validation validation;
    private final ValidationSettings settings;

    IntakePolicy(Validation validation, ValidationSettings settings) {
        this.validation = validation;
        this.settings = settings;
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        Policy policy = settings.of(batch.author().source());
        if (policy != Policy.OFF) {
            batch.versions().stream()
                    .filter(version -> version.json().length > 0)
                    .forEach(version -> check(version, policy));
        }
    }

    private void check(StoredVersion version, Policy policy) {
        List<Finding> errors = validation.of(version.json(), Optional.empty()).stream()
                .filter(Finding::isError)
                .toList();
        if (errors.isEmpty()) {
            return;
        }
        if (policy == Policy.REJECT) {
            String type = version.id().type();
            String place = errors.getFirst().expression();
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    place.isEmpty() ? type : place,
                    "not valid R4, " + errors.size() + " error(s); " + type + "/$validate tells all");
        }
        LOG.atWarn()
                .addKeyValue("type", version.id().type())
                .addKeyValue("errors", errors.size())
                .log("stored although it is not valid");
    }
}
