package org.consentry.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberSignerTests {
    private static final Instant NOW = Instant.parse("2026-11-20T20:00:00Z");
    private static final String BUNDLE = """
            {"resourceType":"Bundle","id":"b1","type":"transaction","entry":[{
              "fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
              "resource":{"resourceType":"Observation","status":"final","code":{"text":"Temp\u00e9rature"},
                "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">37</div>"},
                "valueQuantity":{"value":37.50,"unit":"C"}},
              "request":{"method":"POST","url":"Observation"}}]}
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void neverReplacesAKeyAndLetsOnlyItsOwnerReadIt() throws IOException {
        Path file = folder.resolve("signing.jwk");
        MemberSigner made = MemberSigner.create(file, "hospital-a", NOW);

        assertThatThrownBy(() -> MemberSigner.create(file, "hospital-a", NOW))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(MemberSigner.read(file).publicKey()).isEqualTo(made.publicKey());
        assertThat(made.toString()).doesNotContain("\"d\"");
    }

    @Test
    void refusesKeysThatCannotSignWithoutQuotingThem() throws Exception {
        for (String content : List.of(
                "secret text",
                new ECKeyGenerator(Curve.P_384).generate().toJSONString(),
                new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString(),
                new OctetKeyPairGenerator(Curve.Ed25519)
                        .keyID("secret")
                        .generate()
                        .toJSONString())) {
            Path file = Files.writeString(folder.resolve("other.jwk"), content);

            assertThatThrownBy(() -> MemberSigner.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void signsNothingButAnUnsignedBundleWithACanonicalForm() throws IOException {
        MemberSigner signer = signer();

        for (String other : List.of(
                "no json",
                "{}",
                "{\"resourceType\":\"Patient\"}",
                "{\"resourceType\":\"Bundle\",\"signature\":{}}",
                "{\"resourceType\":\"Bundle\",\"total\":9007199254740993}")) {
            assertThatThrownBy(() -> signer.sign(other.getBytes(UTF_8), "hospital-a", NOW))
                    .isInstanceOf(Untrusted.class);
        }
    }

    @Test
    void findsAChangeAndAnotherKey() throws IOException {
        MemberSigner signer = signer();
        byte[] signed = signer.sign(BUNDLE.getBytes(UTF_8), "hospital-a", NOW);
        byte[] changed = new String(signed, UTF_8).replace("37.50", "37.51").getBytes(UTF_8);

        assertThat(SignatureFinding.of(signed, signer.publicKey()))
                .isEqualTo(new SignatureFinding.Holds(
                        signer.publicKey().thumbprint().value(), "2026-11-20T20:00:00Z"));
        assertThat(SignatureFinding.of(changed, signer.publicKey())).isInstanceOf(SignatureFinding.Fails.class);
        assertThat(SignatureFinding.of(BUNDLE.getBytes(UTF_8), signer.publicKey()))
                .isInstanceOf(SignatureFinding.Fails.class);
        MemberSigner other = MemberSigner.create(folder.resolve("other.jwk"), "hospital-b", NOW);
        assertThat(SignatureFinding.of(signed, other.publicKey())).isInstanceOf(SignatureFinding.Fails.class);
    }

    @Test
    void isAcceptedByHl7sValidator() throws IOException {
        String signed = new String(signer().sign(BUNDLE.getBytes(UTF_8), "hospital-a", NOW), UTF_8);

        FhirValidator validator = validator();

        assertThat(findings(validator, signed))
                .contains("BUNDLE_SIGNATURE_SIG_OK", "BUNDLE_SIGNATURE_SIGNED_BY_VERIFIED")
                .doesNotContain("BUNDLE_SIGNATURE_SIG_FAIL_CERT");
        assertThat(findings(validator, signed.replace("37.50", "37.51"))).contains("BUNDLE_SIGNATURE_SIG_FAIL_CERT");
    }

    private MemberSigner signer() throws IOException {
        return MemberSigner.create(folder.resolve("signing.jwk"), "hospital-a", NOW);
    }

    private static FhirValidator validator() {
        FhirContext context = FhirContext.forR4Cached();
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context)));
        module.setNoTerminologyChecks(true);
        return context.newValidator().registerValidatorModule(module);
    }

    private static List<String> findings(FhirValidator validator, String bundle) {
        return validator.validateWithResult(bundle).getMessages().stream()
                .filter(message -> message.getSeverity() != ResultSeverityEnum.WARNING)
                .map(SingleValidationMessage::getMessageId)
                .filter(id -> id != null && id.startsWith("BUNDLE_SIGNATURE"))
                .toList();
    }
}
