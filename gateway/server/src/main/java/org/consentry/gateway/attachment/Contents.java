package org.consentry.gateway.attachment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.gateway.attachment.SealedContent.Custody;
import org.consentry.gateway.attachment.SealedContent.KeptKey;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of sealed contents and of what refers to them. Methods join the caller's transaction. */
@Repository
class Contents {
    private static final String COLUMNS = "id, patient_id, sha256, sha1, size, content_type, object_key, sealed_size, "
            + "segment_size, bundle_hash, custody, scope, delegating_key, sealed_key";

    /** The columns of {@code sealed_content c} beside others that have the same names. */
    static final String JOINED = Arrays.stream(COLUMNS.split(", "))
            .map(column -> "c." + column + " as c_" + column)
            .collect(Collectors.joining(", "));

    private final JdbcClient jdbc;

    Contents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a content is the only one with its bytes. */
    enum Storing {
        STORED,
        /** The same bytes were stored by somebody else in the meantime. */
        SUPERSEDED,
        /** It took longer than anybody waits, and is being taken away. */
        LOST
    }

    Optional<SealedContent> same(String owner, byte[] sha256) {
        return jdbc.sql("select " + COLUMNS + " from sealed_content where (came_for = :owner or patient_id = :owner) "
                        + "and sha256 = :sha256 and state in ('STORED', 'KEPT') order by created limit 1")
                .param("owner", owner)
                .param("sha256", sha256)
                .query(Contents::read)
                .optional();
    }

    /** The content with that id, or to which the resource with that reference points. */
    Optional<SealedContent> byBinary(String binaryId) {
        return jdbc.sql("select " + COLUMNS + " from sealed_content where state = 'KEPT' and (id = :id or id in "
                        + "(select content_id from content_reference where resource = :resource)) limit 1")
                .param("id", binaryId)
                .param("resource", "Binary/" + binaryId)
                .query(Contents::read)
                .optional();
    }

    Optional<SealedContent> byId(String id) {
        return jdbc.sql("select " + COLUMNS + " from sealed_content where id = :id")
                .param("id", id)
                .query(Contents::read)
                .optional();
    }

    void begin(SealedContent content, String source) {
        jdbc.sql("insert into sealed_content (" + COLUMNS
                        + ", source, came_for, state) values (:id, :patient, :sha256, :sha1, "
                        + ":size, :type, :object, :sealedSize, :segment, :bundle, :custody, :scope, :delegating, "
                        + ":sealedKey, :source, :patient, 'UPLOADING')")
                .param("id", content.id())
                .param("patient", content.patientId())
                .param("sha256", content.sha256())
                .param("sha1", content.sha1())
                .param("size", content.size())
                .param("type", content.contentType())
                .param("object", content.objectKey().value())
                .param("sealedSize", content.sealedSize())
                .param("segment", content.segmentSize())
                .param("bundle", content.context().bundleHash())
                .param("custody", content.key().custody().name())
                .param("scope", content.key().scope().value())
                .param("delegating", content.key().delegatingKey())
                .param("sealedKey", content.key().sealedKey())
                .param("source", source)
                .update();
    }

    Storing stored(String id) {
        return storing(jdbc.sql("update sealed_content set state = 'STORED' where id = :id and state = 'UPLOADING'")
                .param("id", id));
    }

    /** As {@link #stored}, for what was begun before its bytes were known. */
    Storing measured(SealedContent content) {
        return storing(jdbc.sql(
                        "update sealed_content set state = 'STORED', created = now(), sha256 = :sha256, "
                                + "sha1 = :sha1, size = :size, sealed_size = :sealedSize where id = :id and state = 'UPLOADING'")
                .param("id", content.id())
                .param("sha256", content.sha256())
                .param("sha1", content.sha1())
                .param("size", content.size())
                .param("sealedSize", content.sealedSize()));
    }

    private static Storing storing(JdbcClient.StatementSpec update) {
        try {
            return update.update() == 1 ? Storing.STORED : Storing.LOST;
        } catch (DuplicateKeyException sameBytes) {
            return Storing.SUPERSEDED;
        }
    }

    /** It is still coming in. */
    void touch(String id) {
        jdbc.sql("update sealed_content set created = now() where id = :id and state = 'UPLOADING'")
                .param("id", id)
                .update();
    }

    /** It will not come in whole. */
    void doom(String id) {
        jdbc.sql("update sealed_content set state = 'DOOMED' where id = :id and state = 'UPLOADING'")
                .param("id", id)
                .update();
    }

    /** Makes contents belong to records for good; returns how many are left to keep. */
    int keep(Collection<String> ids) {
        return jdbc.sql("update sealed_content set state = 'KEPT' where id = any(:ids) and state in ('STORED', 'KEPT')")
                .param("ids", ids.toArray(String[]::new))
                .update();
    }

    /** Which of these Binary ids mean contents; a Binary that a hospital named itself means the one taken out of it. */
    List<Named> named(Collection<String> binaryIds) {
        String[] resources = binaryIds.stream().map(id -> "Binary/" + id).toArray(String[]::new);
        return jdbc.sql("""
                        select id, id, patient_id, source from sealed_content
                        where id = any(:ids) and state <> 'UPLOADING'
                        union all
                        select substr(r.resource, 8), c.id, c.patient_id, c.source
                        from content_reference r join sealed_content c on c.id = r.content_id
                        where r.resource = any(:resources)""")
                .param("ids", binaryIds.toArray(String[]::new))
                .param("resources", resources)
                .query((row, number) ->
                        new Named(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    /** A Binary's id, and the content it means. */
    record Named(String binaryId, String contentId, String patientId, String source) {}

    /** A Binary means one content: the one of its newest version. */
    void refer(String contentId, String resource) {
        if (resource.startsWith("Binary/")) {
            jdbc.sql("delete from content_reference where resource = :resource and content_id <> :content")
                    .param("content", contentId)
                    .param("resource", resource)
                    .update();
        }
        jdbc.sql("insert into content_reference (content_id, resource) values (:content, :resource) "
                        + "on conflict do nothing")
                .param("content", contentId)
                .param("resource", resource)
                .update();
    }

    List<String> references(String contentId) {
        return jdbc.sql("select resource from content_reference where content_id = :content "
                        + "and resource not like 'Binary/%' order by resource")
                .param("content", contentId)
                .query(String.class)
                .list();
    }

    /** Contents of a patient sealed to one key, that no delivery of that consent is about. */
    List<SealedContent> undelivered(String patientId, byte[] delegatingKey, String consentId) {
        return jdbc.sql("select " + COLUMNS + " from sealed_content c where patient_id = :patient and state = 'KEPT' "
                        + "and custody = 'PATIENT' and delegating_key = :key and not exists "
                        + "(select 1 from delivery d where d.content_id = c.id and d.consent_id = :consent) "
                        + "order by created, id")
                .param("patient", patientId)
                .param("key", delegatingKey)
                .param("consent", consentId)
                .query(Contents::read)
                .list();
    }

    /** Contents that the patient has sealed to other keys than this one; locked for the caller's transaction. */
    List<SealedContent> sealedToOthers(String patientId, byte[] delegatingKey, int most) {
        return jdbc.sql("select " + COLUMNS
                        + " from sealed_content where patient_id = :patient and custody = 'PATIENT' "
                        + "and state in ('STORED', 'KEPT') and delegating_key <> :key order by created, id limit :most "
                        + "for update")
                .param("patient", patientId)
                .param("key", delegatingKey)
                .param("most", most)
                .query(Contents::read)
                .list();
    }

    List<SealedContent> escrowed(String patientId) {
        return jdbc.sql("select " + COLUMNS + " from sealed_content where patient_id = :patient and custody = 'ESCROW' "
                        + "for update")
                .param("patient", patientId)
                .query(Contents::read)
                .list();
    }

    void adopt(String id, String patientId) {
        jdbc.sql("update sealed_content set patient_id = :patient where id = :id and patient_id = came_for "
                        + "and left(patient_id, 1) = '?'")
                .param("patient", patientId)
                .param("id", id)
                .update();
    }

    void reseal(String id, KeptKey key) {
        jdbc.sql("update sealed_content set custody = :custody, scope = :scope, delegating_key = :delegating, "
                        + "sealed_key = :sealedKey where id = :id")
                .param("custody", key.custody().name())
                .param("scope", key.scope().value())
                .param("delegating", key.delegatingKey())
                .param("sealedKey", key.sealedKey())
                .param("id", id)
                .update();
    }

    /** Marks what no record has kept in time; from the commit on no record can. */
    List<ObjectKey> doom(Duration unkept) {
        return jdbc
                .sql("update sealed_content set state = 'DOOMED' where state <> 'KEPT' "
                        + "and created < now() - make_interval(secs => :seconds) returning object_key")
                .param("seconds", unkept.toSeconds())
                .query(String.class)
                .list()
                .stream()
                .map(ObjectKey::new)
                .toList();
    }

    void forget(Collection<ObjectKey> doomed) {
        jdbc.sql("delete from sealed_content where state = 'DOOMED' and object_key = any(:keys)")
                .param("keys", doomed.stream().map(ObjectKey::value).toArray(String[]::new))
                .update();
    }

    private static SealedContent read(ResultSet row, int number) throws SQLException {
        return read(row, "");
    }

    /** Of a row with {@link #JOINED}. */
    static SealedContent joined(ResultSet row) throws SQLException {
        return read(row, "c_");
    }

    private static SealedContent read(ResultSet row, String prefix) throws SQLException {
        return new SealedContent(
                row.getString(prefix + "id"),
                row.getString(prefix + "patient_id"),
                row.getBytes(prefix + "sha256"),
                row.getBytes(prefix + "sha1"),
                row.getLong(prefix + "size"),
                row.getString(prefix + "content_type"),
                new ObjectKey(row.getString(prefix + "object_key")),
                row.getLong(prefix + "sealed_size"),
                row.getInt(prefix + "segment_size"),
                new EnvelopeContext(row.getString(prefix + "id"), "1", row.getString(prefix + "bundle_hash")),
                new KeptKey(
                        Custody.valueOf(row.getString(prefix + "custody")),
                        new SharingScope(row.getString(prefix + "scope")),
                        row.getBytes(prefix + "delegating_key"),
                        row.getBytes(prefix + "sealed_key")));
    }
}
