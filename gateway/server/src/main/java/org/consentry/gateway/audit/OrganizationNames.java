package org.consentry.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.consentry.gateway.display.DirectoryNames;
import org.consentry.gateway.identity.OrganizationId;

/** What the directory calls organizations: patients know hospitals by name. Known names are a minute old at most. */
final class OrganizationNames {
    private final DirectoryNames names;
    private final Cache<OrganizationId, String> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    OrganizationNames(DirectoryNames names) {
        this.names = names;
    }

    /** The name in the directory, or the id when the directory has none. */
    String of(OrganizationId organization) {
        return known.get(organization, names::of);
    }
}
