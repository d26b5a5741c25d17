package org.consentry.gateway.export.project;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.consentry.gateway.Secrets;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.springframework.stereotype.Component;

/** Every client is a project of its own: what two of them get cannot be joined. */
@Component
public class Projects {
    private final Secrets secrets;

    Projects(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The engine under the project's key.
     *
     * @param at the day against which ages are counted
     */
    public Deidentifier deidentifier(String clientId, String policy, Instant at) {
        return Deidentifier.of(
                Policy.named(policy),
                ProjectKey.of(secrets.derive("export/project/" + clientId)),
                LocalDate.ofInstant(at, ZoneOffset.UTC));
    }
}
