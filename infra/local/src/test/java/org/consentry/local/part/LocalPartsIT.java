package org.consentry.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPartsIT {

    @TempDir
    Path dir;

    @Test
    void postgresLetsNobodyInWithoutThePassword() {
        try (Parts parts = Parts.local(dir)) {
            Postgres postgres = parts.postgres();

            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url(), "postgres", ""))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url(), postgres.user(), "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("authentication failed");
        }
    }

    @Test
    void postgresKeepsWhatItAcknowledged() throws SQLException {
        try (Parts parts = Parts.local(dir)) {
            assertThat(ask(parts.postgres(), "SHOW fsync")).isEqualTo("on");
            assertThat(ask(parts.postgres(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(parts.postgres(), "SHOW full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void aSecondStartFindsTheDataOfTheFirst() throws Exception {
        try (Parts parts = Parts.local(dir)) {
            run(parts.postgres(), "CREATE TABLE kept AS SELECT 'still here' AS what");
            put(parts.objectStore(), "still here");
        }

        try (Parts parts = Parts.local(dir)) {
            assertThat(ask(parts.postgres(), "SELECT what FROM kept")).isEqualTo("still here");
            assertThat(get(parts.objectStore())).isEqualTo("still here");
        }
    }

    @Test
    void stopsThePostgresOfAKilledRunAndKeepsItsData() throws Exception {
        KilledRun.of(dir);
        long orphan = postmaster();
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (Parts parts = Parts.local(dir)) {
            assertThat(ask(parts.postgres(), "SELECT what FROM kept")).isEqualTo("still here");
            assertThat(ProcessHandle.of(orphan)).isEmpty();
        }
    }

    @Test
    void eachDatabaseHasAnOwnerWhoSeesNoOther() throws SQLException {
        try (Parts parts = Parts.local(dir)) {
            Postgres one = parts.postgres("one");
            Postgres two = parts.postgres("two");
            run(one, "CREATE TABLE secret (value text)");

            assertThat(ask(one, "SELECT current_user")).isEqualTo("one");
            assertThatThrownBy(() -> DriverManager.getConnection(one.url(), "one", two.password()))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void objectStoreRefusesAWrongSecret() {
        try (Parts parts = Parts.local(dir)) {
            ObjectStore store = parts.objectStore();
            MinioClient stranger = client(new ObjectStore(store.endpoint(), store.accessKey(), "not-the-secret"));

            assertThatThrownBy(() -> stranger.makeBucket(
                            MakeBucketArgs.builder().bucket("stolen").build()))
                    .hasMessageContaining("signature");
        }
    }

    @Test
    void secretsAreReadByTheirOwnerOnly() throws Exception {
        try (Parts parts = Parts.local(dir)) {
            parts.objectStore();

            assertThat(Files.getPosixFilePermissions(dir.resolve("secrets.properties")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            assertThat(parts.objectStore())
                    .hasToString("ObjectStore[" + parts.objectStore().endpoint() + "]");
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(dir.resolve("postgres/postmaster.pid")).getFirst());
    }

    static void run(Postgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Postgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void put(ObjectStore store, String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        MinioClient client = client(store);
        if (!client.bucketExists(BucketExistsArgs.builder().bucket("kept").build())) {
            client.makeBucket(MakeBucketArgs.builder().bucket("kept").build());
        }
        client.putObject(PutObjectArgs.builder().bucket("kept").object("a/b").stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .build());
    }

    private static String get(ObjectStore store) throws Exception {
        try (var object = client(store)
                .getObject(GetObjectArgs.builder().bucket("kept").object("a/b").build())) {
            return new String(object.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MinioClient client(ObjectStore store) {
        return MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .credentials(store.accessKey(), store.secretKey())
                .build();
    }
}
