package org.consentry.gateway.record.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads that one statement finds and tells of. */
class ToldReadTests {
    private static final ResourceId OBSERVATION = ResourceId.parse("Observation/o");

    private final StoreFixture store = new StoreFixture();

    @BeforeEach
    void fill() {
        store.put("Patient/1", "{'resourceType':'Patient'}");
        store.put(
                "Observation/o",
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/1'}}");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Visibility own(OrganizationId organization) {
        return new Visibility.Limited(Optional.of(organization), List.of());
    }

    private Records.Told read(ResourceId id, OrganizationId organization) {
        return store.records.current(
                id,
                own(organization),
                patient -> Paper.event(
                        Optional.of(patient), json("{'resourceType':'AuditEvent','id':'" + patient + "'}")));
    }

    private List<String> kept() {
        return JdbcClient.create(store.database.dataSource())
                .sql("SELECT about FROM journal")
                .query(String.class)
                .list();
    }

    @Test
    void theFirstReadIsNotToldAndTheNextIs() {
        assertThat(read(OBSERVATION, HOSPITAL_A).told()).isFalse();
        assertThat(kept()).isEmpty();

        Records.Told second = read(OBSERVATION, HOSPITAL_A);

        assertThat(second.told()).isTrue();
        assertThat(second.version()).hasValueSatisfying(version -> {
            assertThat(version.id()).isEqualTo(OBSERVATION);
            assertThat(version.patientId()).contains("1");
        });
        assertThat(kept()).containsExactly("1");
    }

    @Test
    void whatIsHiddenOrNotThereIsNeitherShownNorTold() {
        read(OBSERVATION, HOSPITAL_A);
        for (ResourceId id : List.of(OBSERVATION, ResourceId.parse("Observation/unknown"))) {
            for (int i = 0; i < 2; i++) {
                Records.Told found = read(id, HOSPITAL_B);

                assertThat(found.told()).isFalse();
                assertThat(found.version()).isEmpty();
            }
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void anotherTypeOfThatIdIsNotThere() {
        read(OBSERVATION, HOSPITAL_A);

        assertThat(read(ResourceId.parse("Condition/o"), HOSPITAL_A).version()).isEmpty();
    }

    @Test
    void changesAndDeletionsAreSeenAtOnce() {
        read(OBSERVATION, HOSPITAL_A);
        store.put(
                "Observation/o",
                "{'resourceType':'Observation','status':'amended','code':{'text':'x'},'subject':{'reference':'Patient/1'}}");
        assertThat(read(OBSERVATION, HOSPITAL_A).version())
                .hasValueSatisfying(version -> assertThat(version.version()).isEqualTo(2));

        store.records.write(List.of(new Write.Delete(OBSERVATION, OptionalLong.empty())), by(HOSPITAL_A));

        Records.Told deleted = read(OBSERVATION, HOSPITAL_A);
        assertThat(deleted.told()).isTrue();
        assertThat(deleted.version())
                .hasValueSatisfying(version -> assertThat(version.change()).isEqualTo(StoredVersion.Change.DELETED));
    }
}
