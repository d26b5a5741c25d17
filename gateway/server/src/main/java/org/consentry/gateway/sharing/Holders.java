package org.consentry.gateway.sharing;

import java.util.List;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/*
 * Who holds a patient's fragments.
 *
 * Umbral is not collusion-safe: a reader's secret and the threshold of fragments give the delegating key. So where two
 * members run proxies, a consent has three fragments, one with the gateway and one with each of two members, and a reader
 * needs two: neither the gateway nor any member can re-encrypt alone, and one of the three may be away. Members that are
 * not the reader come first; the reader's own proxy is asked only where there is no other, since with its secret it would
 * need but one fragment more.
 */
@Component
public class Holders {
    /** Registered by a member that runs a proxy: what its fragments are sealed to. */
    public static final SharingScope PROXY = new SharingScope("proxy");

    /** How many members' proxies a consent needs for a threshold. */
    static final int PROXIES = 2;

    /** How many fragments a reader needs where there are that many. */
    public static final int THRESHOLD = 2;

    private final JdbcClient jdbc;

    Holders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A member's proxy and the key that its fragments are sealed to. */
    public record Holder(OrganizationId member, PublicKey key) {}

    /** The two who hold fragments of a new consent for a reader; none where the network has fewer. */
    public List<Holder> of(OrganizationId reader) {
        List<Holder> found = jdbc.sql("select owner, public_key from registered_umbral_key where scope = :scope "
                        + "and retired is null and owner like 'Organization/%' "
                        + "order by owner = :reader, registered, owner limit :most")
                .param("scope", PROXY.value())
                .param("reader", reader.reference())
                .param("most", PROXIES)
                .query((row, number) -> new Holder(
                        new OrganizationId(row.getString(1).substring("Organization/".length())),
                        PublicKey.fromBytes(row.getBytes(2)).orThrow()))
                .list();
        return found.size() < PROXIES ? List.of() : found;
    }
}
