package org.consentry.gateway.sharing;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of what proxies are asked. A request is answered once; nobody answers one that its reader has left. */
@Repository
class ProxyRequests {
    private static final int PATIENCE_SECONDS = 60;

    private final JdbcClient jdbc;
    private final Bell bell;

    ProxyRequests(JdbcClient jdbc, Bell bell) {
        this.jdbc = jdbc;
        this.bell = bell;
    }

    /** A capsule to be re-encrypted under a consent. */
    record Asked(String deliveryId, String consentId, byte[] delegatingKey, byte[] capsule) {}

    /** What has come of a request: a capsule fragment, a no, or neither yet. */
    record Answer(OrganizationId holder, Optional<byte[]> cfrag, boolean refused) {}

    /** Asks, and wakes the proxy; a request that was not answered is asked again. */
    void ask(Asked asked, OrganizationId holder) {
        jdbc.sql("""
                        insert into proxy_request as r (delivery_id, holder, consent_id, delegating_key, capsule)
                        values (:delivery, :holder, :consent, :key, :capsule)
                        on conflict (delivery_id, holder) do update set asked = now(), refused = false
                            where r.cfrag is null""")
                .param("delivery", asked.deliveryId())
                .param("holder", holder.value())
                .param("consent", asked.consentId())
                .param("key", asked.delegatingKey())
                .param("capsule", asked.capsule())
                .update();
        bell.ringAfterCommit(new Recipient.ToMember(holder));
    }

    List<Asked> waiting(OrganizationId holder, int most) {
        return jdbc.sql("select * from proxy_request where holder = :holder and cfrag is null and not refused "
                        + "and asked > now() - make_interval(secs => :patience) order by asked limit :most")
                .param("holder", holder.value())
                .param("patience", PATIENCE_SECONDS)
                .param("most", most)
                .query((row, number) -> new Asked(
                        row.getString("delivery_id"),
                        row.getString("consent_id"),
                        row.getBytes("delegating_key"),
                        row.getBytes("capsule")))
                .list();
    }

    Optional<Asked> of(String deliveryId, OrganizationId holder) {
        return jdbc.sql("select * from proxy_request where delivery_id = :delivery and holder = :holder "
                        + "and cfrag is null")
                .param("delivery", deliveryId)
                .param("holder", holder.value())
                .query((row, number) -> new Asked(
                        row.getString("delivery_id"),
                        row.getString("consent_id"),
                        row.getBytes("delegating_key"),
                        row.getBytes("capsule")))
                .optional();
    }

    void answered(String deliveryId, OrganizationId holder, Optional<byte[]> cfrag) {
        jdbc.sql("update proxy_request set cfrag = :cfrag, refused = :refused where delivery_id = :delivery "
                        + "and holder = :holder and cfrag is null")
                .param("cfrag", cfrag.orElse(null))
                .param("refused", cfrag.isEmpty())
                .param("delivery", deliveryId)
                .param("holder", holder.value())
                .update();
    }

    List<Answer> answers(String deliveryId) {
        return jdbc.sql(
                        "select holder, cfrag, refused from proxy_request where delivery_id = :delivery order by holder")
                .param("delivery", deliveryId)
                .query((row, number) -> new Answer(
                        new OrganizationId(row.getString(1)), Optional.ofNullable(row.getBytes(2)), row.getBoolean(3)))
                .list();
    }

    void forget(String deliveryId) {
        jdbc.sql("delete from proxy_request where delivery_id = :delivery or asked < now() - interval '1 hour'")
                .param("delivery", deliveryId)
                .update();
    }

    void withdraw(String consentId) {
        jdbc.sql("delete from proxy_request where consent_id = :consent")
                .param("consent", consentId)
                .update();
    }
}
