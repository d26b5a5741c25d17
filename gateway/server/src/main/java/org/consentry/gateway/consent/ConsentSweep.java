package org.consentry.gateway.consent;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Compares grants with what the identity provider keeps, every ten minutes: a consent that was taken back there while
 * neither its push nor its event reached us ends here. Where the provider cannot be asked nothing ends; being deaf to it is
 * {@link ProviderPolling}'s to notice.
 */
@Component
class ConsentSweep {
    private static final Logger log = LoggerFactory.getLogger(ConsentSweep.class);
    private static final int PAGE = 500;

    private final ProviderConsents provider;
    private final Revocations revocations;
    private final JdbcClient jdbc;
    private final Clock clock;

    ConsentSweep(ProviderConsents provider, Revocations revocations, JdbcClient jdbc, Clock clock) {
        this.provider = provider;
        this.revocations = revocations;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Scheduled(
            initialDelayString = "${gateway.consent.sweep-every:PT10M}",
            fixedDelayString = "${gateway.consent.sweep-every:PT10M}")
    void sweep() {
        int ended = 0;
        try {
            String after = "";
            for (List<String> page = accounts(after); !page.isEmpty(); page = accounts(after)) {
                for (String account : page) {
                    ended += compare(account);
                }
                after = page.getLast();
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("consents could not be compared with the provider's");
        }
        if (ended > 0) {
            log.atWarn()
                    .addKeyValue("ended", ended)
                    .log("grants ended that the provider no longer keeps a consent for");
        }
    }

    private int compare(String account) throws IOException {
        // Taken before the question: what is given after it is not judged by its answer.
        Instant asked = clock.instant();
        List<String> readers = readers(account);
        Optional<Set<String>> kept = provider.clients(account);
        if (kept.isEmpty()) {
            return revocations.revokedAtProvider(account, Optional.empty(), asked);
        }
        int ended = 0;
        for (String reader : readers) {
            OrganizationId organization = new OrganizationId(reader);
            if (!kept.get().contains(CeremonyClients.id(organization).getValue())) {
                ended += revocations.revokedAtProvider(account, Optional.of(organization), asked);
            }
        }
        return ended;
    }

    private List<String> accounts(String after) {
        return jdbc.sql("SELECT DISTINCT account FROM consent_grant WHERE account > :after AND revoked IS NULL "
                        + "AND ends > :now ORDER BY account LIMIT " + PAGE)
                .param("after", after)
                .param("now", java.sql.Timestamp.from(clock.instant()))
                .query(String.class)
                .list();
    }

    private List<String> readers(String account) {
        return jdbc.sql("SELECT DISTINCT reader FROM consent_grant WHERE account = :account AND revoked IS NULL")
                .param("account", account)
                .query(String.class)
                .list();
    }
}
