package org.consentry.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 server for tests, whose files can be looked at. */
public final class TestObjectStore implements AutoCloseable {
    public static final String ACCESS_KEY = "test";
    public static final String SECRET_KEY = "test-secret-key";
    private static final int LARGEST_PART = 64 * 1024 * 1024;

    private final Path folder;
    private final S3Proxy proxy;

    private TestObjectStore(Path folder, S3Proxy proxy) {
        this.folder = folder;
        this.proxy = proxy;
    }

    public static TestObjectStore start() {
        try {
            Path folder = Files.createTempDirectory("objects");
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .v4MaxNonChunkedRequestSize(LARGEST_PART)
                    .ignoreUnknownHeaders(true)
                    .build();
            proxy.start();
            return new TestObjectStore(folder, proxy);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** The files below a prefix of the bucket. */
    public List<Path> files(String prefix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> prefix.isEmpty()
                            || folder.relativize(file).toString().contains("/" + prefix + "/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
