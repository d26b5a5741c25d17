package org.consentry.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import tools.jackson.databind.json.JsonMapper;

/** What the directory calls organizations: patients know hospitals by name. Known names are a minute old at most. */
final class OrganizationNames {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final Cache<OrganizationId, String> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    OrganizationNames(Records records) {
        this.records = records;
    }

    /** The name in the directory, or the id when the directory has none. */
    String of(OrganizationId organization) {
        return known.get(organization, this::look);
    }

    private String look(OrganizationId organization) {
        return records.current(new ResourceId("Organization", organization.value()), new Visibility.Everything())
                .filter(version -> version.json().length > 0)
                .map(version -> JSON.readTree(version.json()).path("name").asString(""))
                .filter(name -> !name.isEmpty())
                .orElse(organization.value());
    }
}
