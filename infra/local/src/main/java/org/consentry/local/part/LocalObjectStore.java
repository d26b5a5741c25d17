package org.consentry.local.part;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** S3Proxy in this process, on a port of its own, keeping objects as files. Nothing but its port is shared with us. */
final class LocalObjectStore implements AutoCloseable {
    private static final long MAX_SINGLE_PART_BYTES = 64L * 1024 * 1024;

    private final S3Proxy proxy;
    private final ObjectStore address;

    private LocalObjectStore(S3Proxy proxy, ObjectStore address) {
        this.proxy = proxy;
        this.address = address;
    }

    static LocalObjectStore start(Path dir, int port, Secrets secrets) {
        String accessKey = "consentry";
        String secretKey = secrets.password("object-store.secret-key");
        try {
            Files.createDirectories(dir);
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(dir.toString()))
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                    .v4MaxNonChunkedRequestSize(MAX_SINGLE_PART_BYTES)
                    .ignoreUnknownHeaders(true)
                    .jettyMaxThreads(64)
                    .build();
            proxy.start();
            URI endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
            return new LocalObjectStore(proxy, new ObjectStore(endpoint, accessKey, secretKey));
        } catch (IOException e) {
            throw new PartFailure("The object store cannot keep its files in " + dir.getFileName(), e);
        } catch (Exception e) {
            throw new PartFailure("The object store did not start on port " + port, e);
        }
    }

    ObjectStore address() {
        return address;
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new PartFailure("The object store did not stop", e);
        }
    }
}
