package org.consentry.gateway.export;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.consentry.gateway.Secrets;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.springframework.stereotype.Component;

/** Every client is a project of its own: what two of them get cannot be joined. */
@Component
class Projects {
    private final Secrets secrets;

    Projects(Secrets secrets) {
        this.secrets = secrets;
    }

    /** @param at the day against which ages are counted */
    Deidentifier deidentifier(String clientId, String policy, Instant at) {
        return Deidentifier.of(
                Policy.named(policy),
                ProjectKey.of(secrets.derive("export/project/" + clientId)),
                LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    /** What a project calls a patient; identified records call everybody by their ids. */
    UnaryOperator<String> pseudonyms(String clientId, String policy, Instant at) {
        return policy.equals(Policy.IDENTIFIED.name()) ? id -> id : deidentifier(clientId, policy, at)::pseudonym;
    }
}
