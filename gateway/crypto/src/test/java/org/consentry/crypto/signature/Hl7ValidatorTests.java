package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;

/** What HL7's own validator says of our signatures. It reads the certificate in the header and asks nobody. */
class Hl7ValidatorTests {
    private static final FhirValidator VALIDATOR = validator();
    private static final String BUNDLE = """
            {"resourceType":"Bundle","id":"b1","meta":{"versionId":"1"},"type":"collection",
             "timestamp":"2026-01-02T03:04:05Z",
             "entry":[{"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{
               "resourceType":"Observation","id":"o1","status":"final",
               "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p>Température &amp; \\u20ac</p></div>"},
               "code":{"text":"Temp\\u00e9rature \\/ \\"oral\\""},"valueQuantity":{"value":37.50,"unit":"C"}}}]}
            """;

    private final KeyPair pair = TestKeys.fresh();

    private static FhirValidator validator() {
        FhirContext context = FhirContext.forR4();
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context)));
        module.setNoTerminologyChecks(true);
        return context.newValidator().registerValidatorModule(module);
    }

    private String signed(String bundle, SignedForm form) {
        SigningKey key = new SigningKey(
                new KeyId("hospital-a-1"),
                pair.getPrivate(),
                List.of(TestCertificates.selfSigned(pair, "CN=hospital-a")));
        BundleSigner signer = new BundleSigner(key, new Signatory("Organization/hospital-a", "CN=hospital-a"));
        byte[] bytes = bundle.getBytes(UTF_8);
        CanonicalJson json = JsonCanonicalizer.strict().read(bytes).orThrow();
        BundleSignature signature = signer.sign(json, Instant.parse("2026-01-02T03:04:06Z"), form, Commitment.SOURCE);
        return new String(signature.attachedTo(bytes), UTF_8);
    }

    private static List<String> findings(String bundle) {
        return VALIDATOR.validateWithResult(bundle).getMessages().stream()
                .map(SingleValidationMessage::getMessageId)
                .filter(id -> id != null && id.startsWith("BUNDLE_SIGNATURE"))
                .toList();
    }

    @Test
    void findsAChangeWhereWeFindIt() {
        assertThat(findings(signed(BUNDLE, SignedForm.DOCUMENT).replace("37.50", "37.51")))
                .contains("BUNDLE_SIGNATURE_SIG_FAIL_CERT")
                .doesNotContain("BUNDLE_SIGNATURE_SIG_OK");
    }

    @Test
    void saysThatASignedBundleIsGood() {
        assertThat(findings(signed(BUNDLE, SignedForm.DOCUMENT)))
                .containsOnly(
                        "BUNDLE_SIGNATURE_SIG_OK",
                        "BUNDLE_SIGNATURE_SIGNED_BY_VERIFIED",
                        "BUNDLE_SIGNATURE_SIGNED_AT_VERIFIED",
                        "BUNDLE_SIGNATURE_SIGNED_FOR_VERIFIED",
                        "BUNDLE_SIGNATURE_CERT_DETAILS",
                        "BUNDLE_SIGNATURE_CERT_SOURCE");
    }

    @Test
    void saysThatABundleMovedToAnotherServerIsGood() {
        String moved = signed(BUNDLE, SignedForm.DOCUMENT)
                .replace(
                        "\"id\":\"b1\",\"meta\":{\"versionId\":\"1\"}", "\"id\":\"b7\",\"meta\":{\"versionId\":\"9\"}");

        assertThat(findings(moved)).contains("BUNDLE_SIGNATURE_SIG_OK");
    }

    @Test
    void agreesOnTheFormThatCoversIdAndVersionToo() {
        String signed = signed(BUNDLE, SignedForm.RESOURCE);

        assertThat(findings(signed)).contains("BUNDLE_SIGNATURE_SIG_OK");
        assertThat(findings(signed.replace("\"id\":\"b1\"", "\"id\":\"b7\"")))
                .contains("BUNDLE_SIGNATURE_SIG_FAIL_CERT");
    }
}
