package org.consentry.gateway.live;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.consentry.gateway.TestObjectStore;

/** The MinIO-compatible server of production, where its binary is on the machine: {@code minio} or {@code silo}. */
final class MinioServer implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final URI endpoint;

    private MinioServer(Process process, Path folder, URI endpoint) {
        this.process = process;
        this.folder = folder;
        this.endpoint = endpoint;
    }

    /** Empty where there is none on the path, nor named by the system property {@code consentry.minio}. */
    static Optional<MinioServer> start() throws IOException {
        Optional<Path> binary = binary();
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("minio");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        binary.get().toString(), "server", "--address", "127.0.0.1:" + port, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolveSibling(folder.getFileName() + ".log").toFile());
        builder.environment().put("MINIO_ROOT_USER", TestObjectStore.ACCESS_KEY);
        builder.environment().put("MINIO_ROOT_PASSWORD", TestObjectStore.SECRET_KEY);
        builder.environment().put("MINIO_BROWSER", "off");
        MinioServer server = new MinioServer(builder.start(), folder, URI.create("http://127.0.0.1:" + port));
        server.awaitReady(port);
        return Optional.of(server);
    }

    private static Optional<Path> binary() {
        String named = System.getProperty("consentry.minio", "");
        Stream<Path> places = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(place -> Stream.of("minio", "silo").map(name -> Path.of(place, name)));
        return (named.isEmpty() ? places : Stream.of(Path.of(named)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void awaitReady(int port) {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(100_000_000);
            }
        }
        throw new IllegalStateException("the object store does not answer");
    }

    URI endpoint() {
        return endpoint;
    }

    /** The files below a folder of the bucket that hold a text, or all of them for an empty one. */
    List<Path> files(String below, String text) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".minio.sys"))
                    .filter(file -> file.toString().contains("/" + below))
                    .filter(file -> contains(file, text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
