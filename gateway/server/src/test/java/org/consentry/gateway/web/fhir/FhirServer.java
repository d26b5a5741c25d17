package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.Callers;
import org.consentry.gateway.web.guard.BodyGuard;
import org.consentry.gateway.web.guard.GuardSettings;
import org.springframework.util.unit.DataSize;

/**
 * The FHIR edge behind a real HTTP server and before a real database; only who calls is told by a header instead of a
 * token, and consents are a list.
 */
public final class FhirServer implements AutoCloseable, AccessGate, DisclosureLog {
    public final StoreFixture store = new StoreFixture();
    final List<Window> windows = new ArrayList<>();
    final List<StoredVersion> disclosed = new ArrayList<>();
    boolean auditFails;
    /** Who calls without saying so; clients that are used as they come cannot send a header of ours. */
    volatile String everybody = "";

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    FhirServer() {
        this(List.of());
    }

    FhirServer(List<WriteRoute> routes) {
        this(routes, server -> List.of());
    }

    /** A server with operations that are made over its own store and gate. */
    public static FhirServer with(Function<FhirServer, List<FhirOperation>> operations) {
        return new FhirServer(List.of(), operations);
    }

    private FhirServer(List<WriteRoute> routes, Function<FhirServer, List<FhirOperation>> made) {
        this(routes, made, 0);
    }

    /** On a port that is known before, so that the links of answers lead back. */
    static FhirServer at(int port) {
        return new FhirServer(List.of(), server -> List.of(), port);
    }

    private FhirServer(List<WriteRoute> routes, Function<FhirServer, List<FhirOperation>> made, int port) {
        List<FhirOperation> operations = made.apply(this);
        String fhir = "http://localhost:" + (port == 0 ? 8080 : port) + "/fhir";
        FhirContext context = FhirContext.forR4Cached();
        Secrets secrets = Secrets.of(new byte[32]);
        PageTokens tokens = new PageTokens(secrets, Clock.systemUTC());
        Subsetting subsetting = new Subsetting(context);
        Reads reads = new Reads(this, this, store.records, store.searches, tokens, subsetting, fhir);
        Everything everything = new Everything(this, this, store.searches, tokens, fhir);
        SearchPages pages = new SearchPages(this, this, store.searches, tokens, subsetting, fhir);
        Changes changes = new Changes(this, store.submissions, routes, fhir);
        Batches batches = new Batches(this, store.submissions, changes, RecordSettings.defaults(), fhir);
        Capabilities capabilities = new Capabilities(
                fhir, "http://localhost/realm", "2026-11-20T00:00:00Z", operations, routes, store.searches::parameters);
        Router router =
                new Router(reads, everything, pages, changes, batches, capabilities, operations, List.of(), fhir);
        FhirEndpoint endpoint = new FhirEndpoint(
                router,
                new Negotiation(context),
                new BodyGuard(new GuardSettings(DataSize.ofMegabytes(16), 60)),
                new Admission(1 << 30, 1 << 30, Duration.ofSeconds(10)),
                java.util.Optional.empty());
        base = "http://127.0.0.1:" + start(endpoint, port) + "/fhir";
    }

    private int start(FhirEndpoint endpoint, int port) {
        try {
            tomcat.setBaseDir(Files.createTempDirectory("fhir-server").toString());
            tomcat.setPort(port);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "fhir", new HttpServlet() {
                private static final long serialVersionUID = 1L;

                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    String told = request.getHeader("X-Test-Caller");
                    String organization = told == null ? everybody : told;
                    if (!organization.isEmpty()) {
                        Callers.remember(request, member(organization));
                    }
                    endpoint.handleRequest(request, response);
                }
            });
            context.addServletMappingDecoded("/*", "fhir");
            OutcomeValve.join(context);
            QueryCharacters.relax(tomcat.getConnector());
            tomcat.start();
            return tomcat.getConnector().getLocalPort();
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Caller member(String organization) {
        return new Caller.Member(
                new OrganizationId(organization), "ehr-" + organization, Scopes.parse("system/*.cruds"));
    }

    @Override
    public Optional<Supposed> supposed(Caller caller, ReadIntent intent) {
        return Optional.empty();
    }

    @Override
    public Optional<Visibility> withoutConsent(Caller caller, ReadIntent intent) {
        return Optional.empty();
    }

    @Override
    public Visibility visibility(Caller caller, ReadIntent intent) {
        return new Visibility.Limited(
                Optional.of(((Caller.Member) caller).organization()),
                caller.clientId().equals("ehr-hospital-b") ? windows : List.of());
    }

    @Override
    public void authorize(Caller caller, List<WriteIntent> intents) {
        OrganizationId own = ((Caller.Member) caller).organization();
        for (WriteIntent intent : intents) {
            if (intent.current().map(c -> !c.source().equals(own)).orElse(false)) {
                throw Problem.of(ProblemKind.FORBIDDEN, "not yours");
            }
        }
    }

    @Override
    public Records.Told readOwn(Caller caller, ReadIntent intent, ResourceId id, Visibility own) {
        return new Records.Told(store.records.current(id, own), false);
    }

    @Override
    public void read(Caller caller, ReadIntent intent, List<StoredVersion> shown, Visibility decision) {
        if (auditFails) {
            throw Problem.of(ProblemKind.BUSY, "the log is out of reach");
        }
        disclosed.addAll(shown);
    }

    /** Opens one patient's record to hospital B. */
    public void consent(String patient, String... types) {
        windows.add(new Window(
                patient, Set.of(types), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), "c1"));
    }

    public HttpResponse<String> get(String caller, String path, String... headers) {
        return send(request(caller, path, headers).GET());
    }

    public HttpResponse<String> post(String caller, String path, String json, String... headers) {
        return send(request(caller, path, headers)
                .setHeader("Content-Type", contentType(headers))
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    public HttpResponse<String> put(String caller, String path, String json, String... headers) {
        return send(request(caller, path, headers)
                .setHeader("Content-Type", contentType(headers))
                .PUT(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    URI base() {
        return URI.create(base);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    public HttpResponse<String> patch(String caller, String path, String json, String... headers) {
        return send(request(caller, path, headers)
                .setHeader(
                        "Content-Type",
                        List.of(headers).contains("Content-Type")
                                ? contentType(headers)
                                : "application/json-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    public HttpResponse<String> call(String method, String caller, String path, String... headers) {
        return send(request(caller, path, headers).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** Any method with any bytes. */
    HttpResponse<String> send(String method, String caller, String path, byte[] body, String... headers) {
        return send(request(caller, path, headers)
                .setHeader("Content-Type", contentType(headers))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static String contentType(String... headers) {
        int index = List.of(headers).indexOf("Content-Type");
        return index < 0 ? "application/fhir+json" : headers[index + 1];
    }

    private HttpRequest.Builder request(String caller, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(path.startsWith("http://localhost:8080/fhir") ? base + path.substring(26) : base + path));
        if (!caller.isEmpty()) {
            request.header("X-Test-Caller", caller);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
        store.close();
    }
}
