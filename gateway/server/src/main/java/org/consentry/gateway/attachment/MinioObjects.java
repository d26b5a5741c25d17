package org.consentry.gateway.attachment;

import io.minio.BucketExistsArgs;
import io.minio.CopyObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.SourceObject;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Objects in any store that speaks S3. The client throws unchecked exceptions as well when a line breaks. The bucket is made when it is missing, at the start or, if the store is away
 * then, by the first use; buckets are private unless somebody says otherwise, and nobody here does.
 */
final class MinioObjects implements Objects, SmartInitializingSingleton, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MinioObjects.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration PUTTING_TOGETHER = Duration.ofMinutes(5);
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final MinioClient client;
    /** A store is silent while it puts a large object together. */
    private final MinioClient patient;

    private final ObjectStoreSettings settings;
    private volatile boolean bucketKnown;

    MinioObjects(ObjectStoreSettings settings) {
        this.settings = settings;
        this.client = client(settings, SILENCE);
        this.patient = client(settings, PUTTING_TOGETHER);
    }

    private static MinioClient client(ObjectStoreSettings settings, Duration silence) {
        return MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(
                        new OkHttpClient.Builder()
                                .connectTimeout(CONNECT)
                                .readTimeout(silence)
                                .writeTimeout(SILENCE)
                                .build(),
                        true)
                .build();
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            ensureBucket();
        } catch (Problem away) {
            LOG.atWarn().log("the object store is away; attachments are refused until it is back");
        }
    }

    @Override
    public void put(ObjectKey key, InputStream content, long size) throws IOException {
        ensureBucket();
        Guarded guarded = new Guarded(content);
        try {
            patient.putObject(
                    PutObjectArgs.builder()
                            .bucket(settings.bucket())
                            .object(key.value())
                            .contentType(CONTENT_TYPE)
                            .stream(guarded, size, PART)
                            .build());
        } catch (MinioException | RuntimeException e) {
            guarded.rethrow();
            throw away(e);
        }
    }

    @Override
    public InputStream read(ObjectKey key, long offset) {
        try {
            return client.getObject(GetObjectArgs.builder()
                    .bucket(settings.bucket())
                    .object(key.value())
                    .offset(offset)
                    .build());
        } catch (MinioException | RuntimeException e) {
            throw away(e);
        }
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to) {
        CopyObjectArgs copy = CopyObjectArgs.builder()
                .bucket(settings.bucket())
                .object(to.value())
                .source(SourceObject.builder()
                        .bucket(settings.bucket())
                        .object(from.value())
                        .build())
                .build();
        try {
            copyOrAgain(copy);
        } catch (MinioException | RuntimeException e) {
            throw away(e);
        }
    }

    /**
     * A store that keeps objects as files may remove a folder that has just become empty while a copy is put there, and
     * answers 500. A copy is the same however often it is made.
     */
    private void copyOrAgain(CopyObjectArgs copy) throws MinioException {
        try {
            patient.copyObject(copy);
        } catch (ErrorResponseException e) {
            if (e.response().code() < 500) {
                throw e;
            }
            patient.copyObject(copy);
        }
    }

    @Override
    public void delete(ObjectKey key) {
        try {
            client.removeObject(RemoveObjectArgs.builder()
                    .bucket(settings.bucket())
                    .object(key.value())
                    .build());
        } catch (MinioException | RuntimeException e) {
            throw away(e);
        }
    }

    private void ensureBucket() {
        if (bucketKnown) {
            return;
        }
        String bucket = settings.bucket();
        try {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
            new BucketRules(client, bucket).lay();
            bucketKnown = true;
        } catch (MinioException | RuntimeException e) {
            throw away(e);
        }
    }

    /** The store's messages hold keys and URLs, so only the kind of failure is kept. */
    private static Problem away(Exception cause) {
        LOG.atWarn()
                .addKeyValue("cause", cause.getClass().getSimpleName())
                .log("the object store did not do what it was asked");
        return Problem.of(ProblemKind.BUSY, "The attachment store is not available; try again");
    }

    @Override
    public void close() {
        try {
            client.close();
            patient.close();
        } catch (Exception e) {
            LOG.atDebug().log("the object store's client did not close");
        }
    }

    /** Remembers what the content itself threw, to tell it from the store's failures. */
    private static final class Guarded extends FilterInputStream {
        private @Nullable IOException failure;

        Guarded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
