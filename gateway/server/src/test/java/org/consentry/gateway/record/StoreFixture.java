package org.consentry.gateway.record;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.store.RecordStore;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A store over a database of its own, with words for what tests do most. */
public final class StoreFixture implements AutoCloseable {
    public static final String BASE = "http://localhost:8080/fhir/";
    public static final Visibility ALL = new Visibility.Everything();
    public static final OrganizationId HOSPITAL_A = new OrganizationId("hospital-a");
    public static final OrganizationId HOSPITAL_B = new OrganizationId("hospital-b");

    public final TestDatabase database = TestDatabase.fresh();
    public final List<WriteParticipant> participants = new ArrayList<>();
    public final RecordStore store;
    public final Records records;
    public final Submissions submissions;
    public final Searches searches;

    public StoreFixture() {
        this(Clock.systemUTC());
    }

    public StoreFixture(Clock clock) {
        store = new RecordStore(
                database.dataSource(),
                new JdbcTransactionManager(database.dataSource()),
                RecordSettings.defaults(),
                BASE,
                clock,
                () -> participants,
                KnownValueSets.NONE);
        records = store.records();
        submissions = store.submissions();
        searches = store.searches();
    }

    public static Author by(OrganizationId organization) {
        return new Author(organization, "ehr-" + organization.value(), Author.Kind.SUBMISSION);
    }

    public static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    public static String text(StoredVersion version) {
        return new String(version.json(), StandardCharsets.UTF_8);
    }

    /** Puts a resource written with single quotes, as hospital A. */
    public StoredVersion put(String reference, String json) {
        return put(HOSPITAL_A, reference, json);
    }

    public StoredVersion put(OrganizationId organization, String reference, String json) {
        return records.write(
                        List.of(new Write.Put(ResourceId.parse(reference), json(json), OptionalLong.empty())),
                        by(organization))
                .getFirst();
    }

    /** Ids that a search finds, in the order of the answer. */
    public List<String> find(String type, String query) {
        return find(type, query, ALL);
    }

    public List<String> find(String type, String query, Visibility visibility) {
        return searches
                .search(new Searches.Search(Optional.of(type), query, false, Optional.empty()), visibility)
                .matches()
                .stream()
                .map(version -> version.id().id())
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
