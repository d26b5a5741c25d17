package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that other people wrote, used as they come. Those of npm and PyPI are fetched when the test runs; where there
 * is no network it says so and that it did not run.
 */
class PublicClientsIT {
    private static FhirServer server;
    private static String base = "";

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        int port = freePort();
        server = FhirServer.at(port);
        server.everybody = "hospital-a";
        base = "http://localhost:" + port + "/fhir";
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EncodingEnum.class,
            names = {"JSON", "XML"})
    void servesHapisGenericClient(EncodingEnum encoding) {
        FhirContext context = FhirContext.forR4();
        context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.ONCE);
        IGenericClient client = context.newRestfulGenericClient(base);
        client.setEncoding(encoding);

        assertThat(client.capabilities()
                        .ofType(CapabilityStatement.class)
                        .execute()
                        .getRestFirstRep()
                        .getResource())
                .isNotEmpty();
        MethodOutcome created = client.create()
                .resource(new Organization().setName("Generic " + encoding))
                .execute();
        assertThat(created.getCreated()).isTrue();
        Organization read = client.read()
                .resource(Organization.class)
                .withId(created.getId().toUnqualifiedVersionless())
                .execute();
        read.setActive(true);
        assertThat(client.update().resource(read).execute().getId().getVersionIdPart())
                .isEqualTo("2");
        assertThatThrownBy(() -> client.update()
                        .resource(read.setActive(false))
                        .withAdditionalHeader("If-Match", "W/\"1\"")
                        .execute())
                .isInstanceOf(PreconditionFailedException.class);
        Parameters patch = new Parameters();
        Parameters.ParametersParameterComponent operation = patch.addParameter().setName("operation");
        operation.addPart().setName("type").setValue(new org.hl7.fhir.r4.model.CodeType("delete"));
        operation.addPart().setName("path").setValue(new org.hl7.fhir.r4.model.StringType("Organization.active"));
        client.patch()
                .withFhirPatch(patch)
                .withId(read.getIdElement().toUnqualifiedVersionless())
                .execute();
        Bundle history = client.history()
                .onInstance(read.getIdElement().toUnqualifiedVersionless())
                .returnBundle(Bundle.class)
                .execute();
        assertThat(history.getEntry()).hasSize(3);
        Bundle found = client.search()
                .forResource(Organization.class)
                .where(Organization.NAME.matches().value("generic " + encoding))
                .returnBundle(Bundle.class)
                .execute();
        assertThat(found.getTotal()).isEqualTo(1);
        client.delete()
                .resourceById(read.getIdElement().toUnqualifiedVersionless())
                .execute();
        assertThatThrownBy(() -> client.read()
                        .resource(Organization.class)
                        .withId(read.getIdElement().toUnqualifiedVersionless())
                        .execute())
                .isInstanceOf(ResourceGoneException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = EncodingEnum.class,
            names = {"JSON", "XML"})
    void servesItsTransactionsAndPages(EncodingEnum encoding) {
        IGenericClient client = FhirContext.forR4Cached().newRestfulGenericClient(base);
        client.setEncoding(encoding);
        Bundle transaction = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (int i = 0; i < 5; i++) {
            Patient patient = new Patient();
            patient.addName().setFamily("Paged" + encoding);
            transaction
                    .addEntry()
                    .setResource(patient)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.POST)
                    .setUrl("Patient");
        }

        Bundle answer = client.transaction().withBundle(transaction).execute();
        Bundle page = client.search()
                .forResource(Patient.class)
                .where(Patient.FAMILY.matches().value("paged" + encoding))
                .count(2)
                .returnBundle(Bundle.class)
                .execute();
        int pages = 1;
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = client.loadPage().next(page).execute();
            pages++;
        }

        assertThat(answer.getEntry()).allMatch(e -> e.getResponse().getStatus().startsWith("201"));
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = EncodingEnum.class,
            names = {"JSON", "XML"})
    void servesItsConditionsIncludesAndHistories(EncodingEnum encoding) {
        IGenericClient client = FhirContext.forR4Cached().newRestfulGenericClient(base);
        client.setEncoding(encoding);
        String name = "Conditional " + encoding;
        Organization parent = new Organization().setName(name);
        MethodOutcome first = client.create()
                .resource(parent)
                .conditional()
                .where(Organization.NAME.matchesExactly().value(name))
                .execute();
        MethodOutcome again = client.create()
                .resource(parent)
                .conditional()
                .where(Organization.NAME.matchesExactly().value(name))
                .execute();
        assertThat(again.getId().getIdPart()).isEqualTo(first.getId().getIdPart());
        String id = first.getId().toUnqualifiedVersionless().getValue();
        client.update()
                .resource(new Organization().setName(name).setActive(true))
                .conditional()
                .where(Organization.NAME.matchesExactly().value(name))
                .execute();
        client.create()
                .resource(new Organization().setName("Child").setPartOf(new Reference(id)))
                .execute();

        Bundle found = client.search()
                .forResource(Organization.class)
                .where(Organization.PARTOF.hasChainedProperty(
                        Organization.NAME.matches().value(name)))
                .include(Organization.INCLUDE_PARTOF)
                .sort()
                .descending(Organization.NAME)
                .totalMode(SearchTotalModeEnum.ACCURATE)
                .returnBundle(Bundle.class)
                .usingStyle(SearchStyleEnum.POST)
                .execute();
        Bundle parents = client.search()
                .forResource(Organization.class)
                .where(Organization.NAME.matches().value(name))
                .revInclude(Organization.INCLUDE_PARTOF)
                .elementsSubset("name")
                .returnBundle(Bundle.class)
                .execute();
        Bundle history = client.history()
                .onType(Organization.class)
                .returnBundle(Bundle.class)
                .count(2)
                .execute();

        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(found.getEntry())
                .extracting(entry -> entry.getSearch().getMode().toCode())
                .containsExactly("match", "include");
        assertThat(parents.getEntry()).hasSize(2);
        assertThat(history.getEntry()).hasSize(2);
        assertThat(client.loadPage().next(history).execute().getEntry()).isNotEmpty();
        assertThat(client.delete()
                        .resourceConditionalByType("Organization")
                        .where(Organization.NAME.matchesExactly().value("nobody of this name"))
                        .execute())
                .isNotNull();
    }

    @Test
    void leadsItBackwards() {
        IGenericClient client = FhirContext.forR4Cached().newRestfulGenericClient(base);
        for (int i = 0; i < 3; i++) {
            client.create().resource(new Organization().setName("Backwards")).execute();
        }
        Bundle first = client.search()
                .forResource(Organization.class)
                .where(Organization.NAME.matches().value("backwards"))
                .count(2)
                .returnBundle(Bundle.class)
                .execute();
        Bundle second = client.loadPage().next(first).execute();

        assertThat(client.loadPage().previous(second).execute().getEntry()).hasSize(2);
    }

    @Test
    void servesFhirKitClient() throws Exception {
        boolean there = run(
                        List.of("npm", "install", "--no-audit", "--no-fund", "--silent", "fhir-kit-client@1.9.2"), true)
                .isPresent();
        if (!there) {
            System.out.println("PublicClientsIT: fhir-kit-client did not run, npm could not fetch it");
            return;
        }
        assertThat(run(List.of("node", script("fhir-kit-client.mjs"), folder.toString(), base), false))
                .hasValueSatisfying(output -> assertThat(output).contains("fhir-kit-client: done"));
    }

    @Test
    void servesFhirclientOfPython() throws Exception {
        String python = folder.resolve("venv/bin/python").toString();
        boolean there = run(List.of("python3", "-m", "venv", "venv"), true).isPresent()
                && run(List.of(python, "-m", "pip", "install", "-q", "fhirclient==4.4.0"), true)
                        .isPresent();
        if (!there) {
            System.out.println("PublicClientsIT: fhirclient did not run, pip could not fetch it");
            return;
        }
        assertThat(run(List.of(python, script("fhirclient-py.py"), base), false))
                .hasValueSatisfying(output -> assertThat(output).contains("fhirclient: done"));
    }

    private String script(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = PublicClientsIT.class.getResourceAsStream(name)) {
            Files.write(file, java.util.Objects.requireNonNull(in).readAllBytes());
        }
        return file.toString();
    }

    /** The output of a command that ended well; of one that did not, nothing or a failure. */
    private java.util.Optional<String> run(List<String> command, boolean mayFail) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean well = process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        assertThat(well || mayFail).as(output).isTrue();
        return well ? java.util.Optional.of(output) : java.util.Optional.empty();
    }
}
