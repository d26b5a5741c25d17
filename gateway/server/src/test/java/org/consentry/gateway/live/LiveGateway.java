package org.consentry.gateway.live;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.consentry.gateway.GatewayApplication;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.TestObjectStore;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole gateway, as it is deployed, over a real database and a real object store. Everything goes through its public
 * doors; only the identity provider is a stand-in, so that tokens of every kind can be made.
 */
public final class LiveGateway implements AutoCloseable {
    /** The member that must sign what it hands in. */
    static final String SIGNING_MEMBER = "signing-hospital";

    public static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FHIR = "application/fhir+json";

    final StandInIssuer issuer;
    final MovableClock clock;
    final TestDatabase database;
    final TestObjectStore objects;
    private final Path folder;
    private final ConfigurableApplicationContext context;
    private final URI base;
    private final URI name;
    private final URI store;
    private final boolean owner;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    final Ceremonies ceremonies;

    private LiveGateway(
            StandInIssuer issuer,
            MovableClock clock,
            TestDatabase database,
            TestObjectStore objects,
            URI store,
            Path folder,
            Map<String, ECKey> devices,
            Optional<URI> name,
            Map<String, String> own) {
        this.issuer = issuer;
        this.clock = clock;
        this.database = database;
        this.objects = objects;
        this.folder = folder;
        this.ceremonies = new Ceremonies(this, devices);
        this.store = store;
        this.owner = name.isEmpty();
        int port = freePort();
        this.base = URI.create("http://127.0.0.1:" + port);
        this.name = name.orElse(base);
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("testClock", Clock.class, () -> clock, definition -> definition.setPrimary(true)));
        Map<String, String> settings = LiveSettings.of(port, this.name, issuer, database, store, folder);
        // The clock of the tests runs faster than the event log is asked.
        settings.put("gateway.consent.provider-outage", "10m");
        settings.putAll(own);
        this.context = application.run(LiveSettings.arguments(settings));
    }

    /** A gateway over a database of its own. */
    public static LiveGateway start() {
        return startBehind(UnaryOperator.identity(), Map.of());
    }

    /** The same with something between it and its object store. */
    static LiveGateway startBehind(UnaryOperator<URI> way) {
        return startBehind(way, Map.of());
    }

    /** The same with settings of its own. */
    static LiveGateway startBehind(UnaryOperator<URI> way, Map<String, String> settings) {
        try {
            MovableClock clock = new MovableClock();
            TestObjectStore objects = TestObjectStore.start();
            return new LiveGateway(
                    new StandInIssuer(clock),
                    clock,
                    TestDatabase.fresh(),
                    objects,
                    way.apply(objects.endpoint()),
                    LiveSettings.keys(),
                    new ConcurrentHashMap<>(),
                    Optional.empty(),
                    settings);
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A second node over the same database, and under the same name: that of the first. */
    LiveGateway another() {
        return another(Map.of());
    }

    /** The same with settings of its own. */
    LiveGateway another(Map<String, String> own) {
        return new LiveGateway(
                issuer, clock, database, objects, store, folder, ceremonies.devices(), Optional.of(name), own);
    }

    /** A further node as a process of its own, which can be killed. */
    Process anotherProcess(Map<String, String> own) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                classPath(),
                GatewayApplication.class.getName()));
        Map<String, String> settings = LiveSettings.of(freePort(), name, issuer, database, store, folder);
        settings.putAll(own);
        command.addAll(List.of(LiveSettings.arguments(settings)));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String classPath() {
        return GatewayApplication.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** A hospital's own system. */
    String member(String name) {
        return member(name, "system/*.cruds");
    }

    String member(String name, String scope) {
        return issuer.sign(issuer.claims(LiveSettings.audience(), "ehr-" + name, "service-" + name, List.of())
                .claim("organization", name)
                .claim("scope", scope)
                .build());
    }

    String patient(String id) {
        return issuer.sign(person("portal", id, "patient", "Patient/" + id).build());
    }

    /** An app of somebody else's that a patient signed in to. */
    String app(String id, String scope) {
        return issuer.sign(person("some-app", id, "patient", "Patient/" + id)
                .claim("scope", scope)
                .build());
    }

    /** Somebody who acts for a patient. */
    String proxy(String relatedPersonId) {
        return issuer.sign(person("portal", relatedPersonId, "proxy", "RelatedPerson/" + relatedPersonId)
                .build());
    }

    String practitioner(String id, String organization, String scope) {
        return issuer.sign(person("console", id, "practitioner", "Practitioner/" + id)
                .claim("organization", organization)
                .claim("scope", scope)
                .build());
    }

    String service(String role, String scope) {
        return issuer.sign(issuer.claims(LiveSettings.audience(), role, role, List.of(role))
                .claim("scope", scope)
                .build());
    }

    private JWTClaimsSet.Builder person(String client, String id, String role, String fhirUser) {
        return issuer.claims(LiveSettings.audience(), client, "account-" + id, List.of(role))
                .claim("fhirUser", fhirUser)
                .claim("email_verified", true);
    }

    HttpResponse<String> get(String token, String path, String... headers) {
        return send(request(token, path, headers).GET());
    }

    HttpResponse<String> post(String token, String path, String json, String... headers) {
        return send(request(token, path, headers)
                .header("Content-Type", FHIR)
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    HttpResponse<String> put(String token, String path, String json, String... headers) {
        return send(request(token, path, headers)
                .header("Content-Type", FHIR)
                .PUT(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    HttpResponse<String> delete(String token, String path) {
        return send(request(token, path).DELETE());
    }

    HttpRequest.Builder request(String token, String path, String... headers) {
        URI target = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(Duration.ofSeconds(30));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of an answer that is no text. */
    byte[] bytes(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How a door answers that does not end by itself. */
    HttpResponse<?> status(String token, String path) {
        try {
            HttpResponse<java.io.InputStream> answer =
                    http.send(request(token, path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ids of the matches of a search. */
    List<String> ids(String token, String query, String... headers) {
        List<String> ids = new ArrayList<>();
        for (JsonNode entry : expect(get(token, "/fhir/" + query, headers), 200).path("entry")) {
            ids.add(entry.path("resource").path("id").asString(""));
        }
        return ids;
    }

    static JsonNode expect(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().method() + " "
                    + answer.uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** Where a page's next one is. */
    static String next(JsonNode page) {
        return page.path("link")
                .valueStream()
                .filter(link -> link.path("relation").asString("").equals("next"))
                .findFirst()
                .orElseThrow()
                .path("url")
                .asString("");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        if (owner) {
            issuer.close();
            objects.close();
            database.close();
        }
    }
}
