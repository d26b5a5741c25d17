package org.consentry.gateway.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The proxy of the production shape, by its own configuration file; only hosts and ports are others. */
final class FrontDoor implements AutoCloseable {
    private static final Path CONFIGURATION = Path.of("infra/docker/nginx.conf");
    private static final List<Path> STREAMS = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_stream_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_stream_module.so"));

    private final Path folder;
    private final Process process;
    private final URI address;

    private FrontDoor(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    static boolean isHere() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
    }

    /** @param port where it listens, one that nobody uses */
    static FrontDoor before(int port, LiveGateway first, LiveGateway second) throws IOException {
        Path folder = Files.createTempDirectory("front-door");
        String written =
                Files.readString(Path.of(System.getProperty("consentry.root")).resolve(CONFIGURATION));
        Path file = folder.resolve("nginx.conf");
        Files.writeString(
                file,
                written.replace("gateway-1:8080", authority(first))
                        .replace("gateway-2:8080", authority(second))
                        .replace("gateway-1:2575", "127.0.0.1:9")
                        .replace("gateway-2:2575", "127.0.0.1:9")
                        .replace("listen 8080", "listen 127.0.0.1:" + port)
                        .replace("listen 2575", "listen 127.0.0.1:" + LiveGateway.freePort()));
        Process process = new ProcessBuilder(
                        "nginx", "-e", "stderr", "-p", folder.toString(), "-c", file.toString(), "-g", global(folder))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        FrontDoor door = new FrontDoor(folder, process, URI.create("http://127.0.0.1:" + port));
        door.await(port);
        return door;
    }

    /** What the image has built in and a distribution's package loads. */
    private static String global(Path folder) {
        String module = STREAMS.stream()
                .filter(Files::exists)
                .map(path -> "load_module " + path + "; ")
                .findFirst()
                .orElse("");
        return module + "daemon off; pid " + folder.resolve("pid") + ";";
    }

    private static String authority(LiveGateway gateway) {
        return gateway.request("", "/").build().uri().getAuthority();
    }

    private void await(int port) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("the proxy did not start: " + log(), notYet);
                }
            }
        }
    }

    String at(String path) {
        return address + path;
    }

    URI address() {
        return address;
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
