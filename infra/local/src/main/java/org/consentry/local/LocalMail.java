package org.consentry.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Where the stack's mail ends: every letter becomes a file of the data folder, {@code mail/<number>.eml}, and none leaves
 * the machine. A deployment names its own mail server with {@code operate mail}.
 */
final class LocalMail implements AutoCloseable {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_CONNECTIONS = 20;

    private final Path folder;
    private final AtomicInteger number;
    private final SMTPServer server;

    private LocalMail(Path folder, int port) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try (var letters = Files.list(folder)) {
            this.number = new AtomicInteger((int) letters.count());
        }
        this.server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .maxMessageSize(MOST_BYTES)
                .maxConnections(MOST_CONNECTIONS)
                .messageHandler((context, from, to, letter) -> keep(letter))
                .build();
        server.start();
    }

    static LocalMail start(StackSettings settings) {
        try {
            return new LocalMail(settings.data().resolve("mail"), settings.mailPort());
        } catch (IOException e) {
            throw new StackFailure("The folder for mail cannot be made", e);
        }
    }

    /** Renamed when it is whole, so that whoever waits for a letter reads all of it. */
    private void keep(byte[] letter) {
        try {
            Path whole = folder.resolve("%05d.eml".formatted(number.incrementAndGet()));
            Path part = whole.resolveSibling(whole.getFileName() + ".part");
            Files.write(part, letter);
            Files.move(part, whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
