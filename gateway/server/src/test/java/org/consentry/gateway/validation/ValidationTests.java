package org.consentry.gateway.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Collected;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.validation.ValidationSettings.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTests {
    private static final OrganizationId HOSPITAL = new OrganizationId("hospital-a");

    private static final String NAMED = """
                {'resourceType':'StructureDefinition','url':'urn:example:named-patient','name':'Named','status':'active',
                 'fhirVersion':'4.0.1','kind':'resource','abstract':false,'type':'Patient','derivation':'constraint',
                 'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Patient',
                 'differential':{'element':[{'id':'Patient.name','path':'Patient.name','min':1}]}}""";

    @TempDir
    Path folder;

    @Test
    void refusesSubmissionsThatAreNotValidWhereAskedTo() {
        IntakePolicy policy = policy(Policy.REJECT);

        assertThatThrownBy(() -> policy.join(
                        batch("{'resourceType':'Patient','id':'p','gender':'secret-word'}"), new Collected()))
                .isInstanceOf(Problem.class)
                .hasMessageNotContaining("secret-word");
        assertThatCode(() -> policy.join(batch("{'resourceType':'Patient','id':'p','gender':'male'}"), new Collected()))
                .doesNotThrowAnyException();
    }

    @Test
    void storesThemOtherwise() {
        List<WriteBatch> invalid = batch("{'resourceType':'Patient','id':'p','gender':'perhaps'}");

        assertThatCode(() -> policy(Policy.WARN).join(invalid, new Collected())).doesNotThrowAnyException();
        assertThatCode(() -> policy(Policy.OFF).join(invalid, new Collected())).doesNotThrowAnyException();
    }

    @Test
    void holdsSingleMembersToMoreOrLess() {
        List<WriteBatch> invalid = batch("{'resourceType':'Patient','id':'p','gender':'perhaps'}");
        ValidationSettings strict =
                new ValidationSettings(Policy.OFF, Map.of("hospital-a", Policy.REJECT), Optional.empty());
        ValidationSettings spared =
                new ValidationSettings(Policy.REJECT, Map.of("hospital-a", Policy.OFF), Optional.empty());

        assertThatThrownBy(() -> new IntakePolicy(TestValidation.ofBaseR4(), strict).join(invalid, new Collected()))
                .isInstanceOf(Problem.class);
        assertThatCode(() -> new IntakePolicy(TestValidation.ofBaseR4(), spared).join(invalid, new Collected()))
                .doesNotThrowAnyException();
    }

    private static byte[] claiming(String profile) {
        return ("{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"" + profile + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void holdsResourcesToTheProfilesOfPackagesThatAreAskedForOrNamed() throws IOException {
        packed("package/StructureDefinition-named.json", NAMED);
        Validation validation = new Validation(
                FhirContext.forR4Cached(), new ValidationSettings(Policy.OFF, Map.of(), Optional.of(folder)));
        byte[] nameless = "{\"resourceType\":\"Patient\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(validation.knows("urn:example:named-patient")).isTrue();
        assertThat(validation.of(nameless, Optional.of("urn:example:named-patient")))
                .anyMatch(finding -> finding.isError() && finding.text().contains("name"));
        assertThat(validation.of(nameless, Optional.empty())).noneMatch(Finding::isError);
        assertThat(validation.of(claiming("urn:example:named-patient"), Optional.empty()))
                .anyMatch(finding -> finding.isError() && finding.text().contains("name"));
        assertThat(validation.of(claiming("urn:example:unknown"), Optional.empty()))
                .anyMatch(finding -> finding.text().contains("urn:example:unknown"));
    }

    @Test
    void refusesAFolderThatIsNone() {
        assertThatThrownBy(() -> new ValidationSettings(Policy.OFF, Map.of(), Optional.of(folder.resolve("none"))))
                .hasMessageContaining("gateway.validation.packages");
    }

    private void packed(String name, String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = Files.newOutputStream(folder.resolve("example.tgz"));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(bytes.length);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
    }

    private static IntakePolicy policy(Policy policy) {
        ValidationSettings settings = new ValidationSettings(policy, Map.of(), Optional.empty());
        return new IntakePolicy(TestValidation.ofBaseR4(), settings);
    }

    private static List<WriteBatch> batch(String json) {
        StoredVersion version = new StoredVersion(
                new ResourceId("Patient", "p"),
                1,
                Instant.EPOCH,
                StoredVersion.Change.CREATED,
                Optional.of("p"),
                HOSPITAL,
                json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return List.of(new WriteBatch(
                "b",
                new Author(HOSPITAL, "ehr", Author.Kind.SUBMISSION),
                new byte[32],
                Instant.EPOCH,
                List.of(version),
                WriteBatch.Replaced.NOTHING));
    }
}
