package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.gateway.FaultyStore;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.TestObjectStore;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An object that is to go goes, however often the store fails. */
class DeletionsIT {
    private final TestDatabase database = TestDatabase.fresh();
    private final TestObjectStore real = TestObjectStore.start();
    private final FaultyStore store = new FaultyStore(real.endpoint());
    private final MinioObjects objects = new MinioObjects(new ObjectStoreSettings(
            store.endpoint(), TestObjectStore.ACCESS_KEY, TestObjectStore.SECRET_KEY, "consentry", "us-east-1"));
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
    private final Deletions deletions = new Deletions(jdbc, objects);

    @BeforeEach
    void migrate() {
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
    }

    @AfterEach
    void close() {
        objects.close();
        store.close();
        real.close();
        database.close();
    }

    @Test
    void triesAgainUntilTheStoreHasDoneIt() throws IOException {
        ObjectKey key = ObjectKey.staging(new SecureRandom());
        objects.put(key, new ByteArrayInputStream(new byte[10]), 10);
        deletions.in(key, 0);
        store.fail("DELETE", 3);
        for (int i = 1; i <= 3; i++) {
            deletions.now(key);
            assertThat(attempts()).isEqualTo(i);
            assertThat(real.files("staging")).isNotEmpty();
        }

        jdbc.sql("update object_deletion set due = now()").update();
        deletions.sweep();

        assertThat(real.files("staging")).isEmpty();
        assertThat(jdbc.sql("select count(*) from object_deletion")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void sweepsTogetherWithOtherReplicas() throws Exception {
        for (int i = 0; i < 60; i++) {
            ObjectKey key = ObjectKey.staging(new SecureRandom());
            objects.put(key, new ByteArrayInputStream(new byte[10]), 10);
            deletions.in(key, 0);
        }
        store.fail("DELETE", 5);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> sweeps = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sweeps.add(threads.submit(new Deletions(jdbc, objects)::sweep));
            }
            for (Future<Integer> sweep : sweeps) {
                sweep.get();
            }
        }
        jdbc.sql("update object_deletion set due = now()").update();
        deletions.sweep();

        assertThat(real.files("staging")).isEmpty();
        assertThat(jdbc.sql("select count(*) from object_deletion")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private int attempts() {
        return jdbc.sql("select attempts from object_deletion")
                .query(Integer.class)
                .single();
    }
}
