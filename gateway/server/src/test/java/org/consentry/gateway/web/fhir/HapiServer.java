package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** HAPI's plain server as its makers ship it, over {@link MemoryProvider}. */
final class HapiServer implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();

    HapiServer() {
        RestfulServer server = new RestfulServer(FhirContext.forR4Cached());
        MemoryProvider store = new MemoryProvider();
        server.registerProvider(store);
        server.registerProvider(new MemoryBundles(store));
        server.setServerAddressStrategy(new HardcodedServerAddressStrategy("http://localhost:8080/fhir"));
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setPagingProvider(new FifoMemoryPagingProvider(10));
        try {
            tomcat.setBaseDir(Files.createTempDirectory("hapi-server").toString());
            tomcat.setPort(0);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "fhir", server);
            context.addServletMappingDecoded("/fhir/*", "fhir");
            tomcat.start();
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/fhir");
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
