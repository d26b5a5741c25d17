package org.consentry.gateway.proof;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.note.SignedNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Announces on the ledger which keys sign it and which sign bundles: an entry when one is added and when one is withdrawn.
 *
 * <p>The event of a new ledger key is a note that every configured ledger key signs. While two overlap, the old one vouches
 * for the new one.
 */
@Component
class KeyEvents {
    private static final Logger log = LoggerFactory.getLogger(KeyEvents.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LEDGER = "ledger";
    private static final String AUTHORITY = "authority";

    private final LedgerKeys ledgerKeys;
    private final Authority authority;
    private final Ledgering ledger;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    KeyEvents(
            LedgerKeys ledgerKeys,
            Authority authority,
            Ledgering ledger,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.ledgerKeys = ledgerKeys;
        this.authority = authority;
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Compares what is configured with what was announced. Replicas that start together announce once. */
    @EventListener(ApplicationReadyEvent.class)
    void announce() {
        List<String> ledgers =
                ledgerKeys.verifiers().stream().map(Object::toString).toList();
        List<String> authorities = authority.trusted().entrySet().stream()
                .map(key ->
                        key.getKey().value() + " " + key.getValue().thumbprint().value())
                .sorted()
                .toList();
        transaction.executeWithoutResult(status -> {
            compare(LEDGER, ledgers);
            compare(AUTHORITY, authorities);
        });
    }

    private void compare(String use, List<String> configured) {
        Instant now = clock.instant();
        for (String key : configured) {
            int added = jdbc.sql("INSERT INTO proof_key (use, key, added) VALUES (:use, :key, :now) "
                            + "ON CONFLICT (use, key) DO NOTHING")
                    .param("use", use)
                    .param("key", key)
                    .param("now", Timestamp.from(now))
                    .update();
            if (added == 1) {
                tell(use, "added", key, now);
            }
        }
        for (String key : withdrawn(use, configured, now)) {
            tell(use, "withdrawn", key, now);
        }
    }

    private List<String> withdrawn(String use, List<String> configured, Instant now) {
        return jdbc.sql("UPDATE proof_key SET withdrawn = :now WHERE use = :use AND withdrawn IS NULL "
                        + "AND NOT key = ANY(:configured) RETURNING key")
                .param("now", Timestamp.from(now))
                .param("use", use)
                .param("configured", configured.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private void tell(String use, String change, String key, Instant now) {
        ObjectNode event = JSON.createObjectNode()
                .put("fact", use + "-key-" + change)
                .put("key", key)
                .put("at", now.toString());
        if (use.equals(LEDGER)) {
            event.put("note", note(change, key, now).encoded());
        }
        byte[] content = JSON.writeValueAsBytes(event);
        Ledgering.Receipt receipt = ledger.append(EntryKind.KEY_EVENT, Optional.empty(), content);
        jdbc.sql("INSERT INTO proof_key_event (digest, content) VALUES (:digest, :content)")
                .param("digest", receipt.digest())
                .param("content", content)
                .update();
        log.atInfo().addKeyValue("use", use).addKeyValue("change", change).log("key announced on the ledger");
    }

    /** No checkpoint can be read into it: the line after the first is no number. */
    private SignedNote note(String change, String subject, Instant now) {
        String text = "consentry key event\n" + change + "\n" + subject + "\n" + now + "\n";
        // A post-quantum key signs checkpoints and nothing else.
        return new SignedNote(
                text,
                ledgerKeys.signing().stream()
                        .filter(key -> !key.verifier().kind().isCosignature())
                        .map(key -> key.sign(text))
                        .toList());
    }
}
