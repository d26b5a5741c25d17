package org.consentry.gateway.web.proof;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.proof.ProofFixture;
import org.consentry.gateway.proof.Replicas;
import org.consentry.gateway.proof.TrustPolicy;
import org.consentry.gateway.proof.explorer.LedgerEntries;
import org.consentry.gateway.web.Callers;
import org.consentry.gateway.web.ErrorEdge;
import org.consentry.ledger.log.LedgerReader;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The ledger's doors behind a real HTTP server; who calls is told by a header instead of a token. */
final class LedgerServer implements AutoCloseable {
    private static final String CALLER = "X-Test-Caller";

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    LedgerServer(ProofFixture proofs) {
        GenericWebApplicationContext spring = new GenericWebApplicationContext();
        new AnnotatedBeanDefinitionReader(spring)
                .register(
                        Mvc.class,
                        LedgerController.class,
                        EntriesController.class,
                        ReplicasController.class,
                        ErrorEdge.advice());
        spring.registerBean(LedgerReader.class, () -> proofs.reader);
        spring.registerBean(LedgerEntries.class, () -> proofs.entries);
        spring.registerBean(TrustPolicy.class, proofs::trust);
        spring.registerBean(Replicas.class, proofs::replicas);
        try {
            tomcat.setBaseDir(Files.createTempDirectory("ledger-server").toString());
            tomcat.setPort(0);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "ledger", new DispatcherServlet(spring));
            context.addServletMappingDecoded("/", "ledger");
            recognize(context);
            tomcat.start();
            base = "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @EnableWebMvc
    static class Mvc {}

    private static void recognize(Context context) {
        FilterDef filter = new FilterDef();
        filter.setFilterName("caller");
        filter.setFilter(new CallerByHeader());
        context.addFilterDef(filter);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("caller");
        everywhere.addURLPattern("/*");
        context.addFilterMap(everywhere);
    }

    private static final class CallerByHeader extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String caller = request.getHeader(CALLER);
            if (caller != null) {
                Callers.remember(request, caller(caller));
            }
            chain.doFilter(request, response);
        }
    }

    private static Caller caller(String text) {
        Scopes scopes = Scopes.parse("system/*.rs");
        String name = text.substring(text.indexOf(':') + 1);
        return switch (text.replaceAll(":.*", "")) {
            case "patient" -> new Caller.PatientUser("s", name, "P", "portal", scopes);
            case "member" -> new Caller.Member(new OrganizationId(name), name, scopes);
            case "auditor" -> new Caller.Auditor("a", "portal", scopes);
            default -> new Caller.Analyst("analyst", scopes);
        };
    }

    HttpResponse<byte[]> get(String path, String caller, String... headers) {
        return send("GET", path, caller, headers);
    }

    HttpResponse<byte[]> call(String method, String path, String caller) {
        return send(method, path, caller);
    }

    String text(String path, String caller) {
        return new String(get(path, caller).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(String method, String path, String caller, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (!caller.isEmpty()) {
            request.header(CALLER, caller);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
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
    }
}
