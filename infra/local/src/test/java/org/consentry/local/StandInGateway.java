package org.consentry.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What the launcher starts instead of the gateway in its own tests: it is ready at once, and writes every pushed event
 * with its signature to a file.
 */
public final class StandInGateway {

    private StandInGateway() {}

    public static void main(String[] arguments) throws IOException {
        Path events = Path.of(System.getenv("GATEWAY_SECRET_FILE")).resolveSibling("events.txt");
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/actuator/health", exchange -> answer(exchange, 200));
        server.createContext("/internal/keycloak-events", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String line = exchange.getRequestHeaders().getFirst("Consentry-Signature") + " " + body + "\n";
            Files.writeString(events, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            answer(exchange, 204);
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Packs this class as a jar that {@code java -jar} runs. */
    static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("stand-in-gateway.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInGateway.class.getName());
        String name = StandInGateway.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                var code = StandInGateway.class.getResourceAsStream("/" + name)) {
            entries.putNextEntry(new JarEntry(name));
            code.transferTo(entries);
            entries.closeEntry();
        }
        return jar;
    }
}
