package org.consentry.gateway.attachment;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.ledger.entry.EntryKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a delivery leaves behind: audit events for the patient, a ledger entry, and an alarm when a URI is used again. */
@Component
class DeliveryPapers {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPapers.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditTrail trail;
    private final Ledgering ledger;
    private final JdbcClient jdbc;

    DeliveryPapers(AuditTrail trail, Ledgering ledger, JdbcClient jdbc) {
        this.trail = trail;
        this.ledger = ledger;
        this.jdbc = jdbc;
    }

    /** By a statement of the claim's transaction: what cannot be put down is not handed out. */
    void handingOut(Delivery delivery, Caller caller, OneStatement statement) {
        trail.put(fact(delivery, caller, AuditFact.Outcome.DONE), statement);
    }

    /** In the transaction of the completion. */
    void delivered(Delivery delivery) {
        ObjectNode content = JSON.createObjectNode()
                .put("fact", "delivery")
                .put("delivery", delivery.id())
                .put("consent", delivery.consentId())
                .put("recipient", delivery.recipient().value())
                .put("content", delivery.content().id())
                .put("sha256", HexFormat.of().formatHex(delivery.content().sha256()));
        byte[] bytes = JSON.writeValueAsBytes(content);
        String patient = delivery.content().patientId();
        Ledgering.Receipt receipt = ledger.append(EntryKind.DELIVERY, Optional.of(patient), bytes);
        jdbc.sql(
                        "insert into delivery_proof (delivery_id, digest, salt, content) values (:id, :digest, :salt, :content)")
                .param("id", delivery.id())
                .param("digest", receipt.digest())
                .param("salt", receipt.salt())
                .param("content", bytes)
                .update();
    }

    void reused(Delivery delivery, Caller caller) {
        trail.later(fact(delivery, caller, AuditFact.Outcome.REFUSED));
        alarm(delivery, 1);
    }

    /** Several uses as one; they are put down when this returns. */
    void reusedAgain(Delivery delivery, Caller caller, long times) {
        trail.put(fact(delivery, caller, AuditFact.Outcome.REFUSED).times(times));
        alarm(delivery, times);
    }

    private static void alarm(Delivery delivery, long times) {
        LOG.atWarn()
                .addKeyValue("delivery", delivery.id())
                .addKeyValue("times", times)
                .log("a spent one-time URI was used again");
    }

    private static AuditFact fact(Delivery delivery, Caller caller, AuditFact.Outcome outcome) {
        return new AuditFact(
                caller,
                "deliver",
                outcome,
                Optional.of(delivery.content().patientId()),
                Optional.of(delivery.consentId()),
                Set.of(),
                List.of(delivery.document()));
    }
}
