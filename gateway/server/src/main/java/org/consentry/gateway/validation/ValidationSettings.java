package org.consentry.gateway.validation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of validation.
 *
 * @param intake what happens to submissions that are not valid R4; see decision 7
 * @param members what happens to the submissions of single members, by their organization's id, instead
 * @param packages a folder of FHIR packages ({@code *.tgz}, such as hl7.fhir.us.core) whose profiles are known besides R4
 */
@ConfigurationProperties("gateway.validation")
public record ValidationSettings(
        @DefaultValue("off") Policy intake, @DefaultValue Map<String, Policy> members, Optional<Path> packages) {
    /** What is done about submissions. */
    public enum Policy {
        /** They are not validated. */
        OFF,
        /** They are stored; what is wrong is counted and logged by type. */
        WARN,
        /** They are refused whole. */
        REJECT
    }

    public ValidationSettings {
        members = Map.copyOf(members);
        if (packages.isPresent() && !Files.isDirectory(packages.get())) {
            throw new IllegalArgumentException("gateway.validation.packages must be a folder");
        }
    }

    /** What happens to what a member submits. */
    Policy of(OrganizationId member) {
        return members.getOrDefault(member.value(), intake);
    }
}
