package org.consentry.gateway.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SharingIT {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> DOCUMENTS = Set.of("DocumentReference");
    private static SharingStack stack;
    private static int number;

    private String patient = "";
    private String reader = "";

    @BeforeAll
    static void start() {
        stack = SharingStack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void newPeople() {
        number++;
        patient = "p" + number;
        reader = "hospital-" + number;
        stack.member(reader);
    }

    @Test
    void refusesAFragmentUnderAnotherConsent() {
        stack.register(patient);
        KeyShares.Fragment fragment = stack.fragment(patient, reader);
        accept("c1-" + patient, fragment);

        assertThatThrownBy(() -> accept("c2-" + patient, fragment))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("belongs to another consent");
    }

    @Test
    void refusesAFragmentThatWasWithdrawn() {
        stack.register(patient);
        KeyShares.Fragment fragment = stack.fragment(patient, reader);
        accept("c1-" + patient, fragment);
        stack.inTransaction(() -> shares().withdraw("c1-" + patient));

        assertThatThrownBy(() -> accept("c1-" + patient, fragment)).isInstanceOf(Problem.class);
    }

    @Test
    void refusesAFragmentMadeForAnotherReader() {
        stack.register(patient);
        KeyShares.Fragment foreign = stack.fragment(patient, "somebody-else");

        assertThatThrownBy(() -> accept("c-" + patient, foreign)).isInstanceOf(Problem.class);
    }

    @Test
    void refusesAFragmentOfAnotherPatient() {
        stack.register(patient);
        stack.register("victim-" + patient);
        KeyShares.Fragment foreign = stack.fragment("victim-" + patient, reader);

        assertThatThrownBy(() -> accept("c-" + patient, foreign))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("verifying key");
    }

    @Test
    void refusesEveryChangedByteOfAFragmentsCommitments() {
        stack.register(patient);
        KeyShares.Fragment fragment = stack.fragment(patient, reader);
        for (int at : new int[] {0, 5, 40, 80, 110, 150, 200, 250, 308, 309}) {
            byte[] bytes = fragment.bytes().clone();
            bytes[at] ^= 1;

            assertThatThrownBy(() -> accept(
                            "c-" + patient, new KeyShares.Fragment(fragment.scope(), bytes, fragment.verifyingKey())))
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void refusesAFragmentBeforeThePatientHasAKeyForTheScope() {
        stack.register(patient);
        KeyShares.Fragment fragment = stack.fragment(patient, reader);
        KeyShares.Fragment elsewhere = new KeyShares.Fragment("images", fragment.bytes(), fragment.verifyingKey());

        assertThatThrownBy(() -> accept("c-" + patient, elsewhere)).hasMessageContaining("no registered key");
    }

    @Test
    void releasesNothingTheConsentDoesNotShow() {
        stack.register(patient);
        stack.submit(patient, CONTENT);
        String consent = stack.consent(patient, reader, Set.of("Observation"));

        assertThat(stack.bean(Releases.class).release(consent)).isZero();
    }

    @Test
    void releasesNothingWithoutAGrantInForce() {
        stack.register(patient);
        stack.submit(patient, CONTENT);
        accept("c-" + patient, stack.fragment(patient, reader));

        assertThat(stack.bean(Releases.class).release("c-" + patient)).isZero();
    }

    @Test
    void makesTheNextReencryptionImpossibleByRevocation() {
        stack.register(patient);
        String consent = stack.consent(patient, reader, DOCUMENTS);
        stack.revoke(patient, consent);
        stack.submit(patient, CONTENT);

        // Even with the grant back, there is nothing left to re-encrypt with.
        stack.inTransaction(
                () -> stack.bean(Grants.class).add(SharingStack.grant(consent + "-again", patient, reader, DOCUMENTS)));
        assertThat(stack.bean(Releases.class).release(consent)).isZero();
        assertThat(JdbcClient.create(stack.database().dataSource())
                        .sql("select count(*) from kfrag where consent_id = :consent and sealed is not null")
                        .param("consent", consent)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void keepsNoFragmentInClearInTheDatabase() {
        stack.register(patient);
        KeyShares.Fragment fragment = stack.fragment(patient, reader);
        accept("c-" + patient, fragment);
        String scalar = HexFormat.of().formatHex(fragment.bytes(), 73, 105);

        assertThat(JdbcClient.create(stack.database().dataSource())
                        .sql("select k::text from kfrag k")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains(scalar));
    }

    @Test
    void announcesEachContentOnceHoweverOftenItIsReleased() {
        stack.register(patient);
        stack.submit(patient, CONTENT);
        String consent = stack.consent(patient, reader, DOCUMENTS);
        stack.deliveries(reader, 1);

        stack.bean(Releases.class).release(consent);
        stack.bean(Releases.class).release(consent);

        assertThat(stack.bean(Events.class).after(new Recipient.ToMember(new OrganizationId(reader)), 0, 100))
                .hasSize(1);
    }

    @Test
    void releasesWhatArrivesLater() {
        stack.register(patient);
        stack.consent(patient, reader, DOCUMENTS);
        stack.submit(patient, CONTENT);
        stack.submit(patient, "another".getBytes(StandardCharsets.UTF_8));

        assertThat(stack.deliveries(reader, 2)).hasSize(2);
    }

    @Test
    void handsOverWhatWasInEscrowWhenThePatientRegistersAKey() {
        stack.submit(patient, CONTENT);
        SealedContent before = onlyContent();
        assertThat(before.key().custody()).isEqualTo(SealedContent.Custody.ESCROW);

        SecretKey own = stack.register(patient).delegating();

        SealedContent after = onlyContent();
        assertThat(after.key().custody()).isEqualTo(SealedContent.Custody.PATIENT);
        assertThat(SealedKey.fromBytes(after.key().sealedKey()).orThrow().open(own))
                .isInstanceOf(Checked.Accepted.class);
        stack.consent(patient, reader, DOCUMENTS);
        assertThat(stack.deliveries(reader, 1)).hasSize(1);
    }

    private SealedContent onlyContent() {
        String id = JdbcClient.create(stack.database().dataSource())
                .sql("select id from sealed_content where patient_id = :patient")
                .param("patient", patient)
                .query(String.class)
                .single();
        return stack.bean(Attachments.class).ofBinary(id).orElseThrow();
    }

    @Test
    void refusesToReplaceALiveKey() {
        SecretKey first = stack.register(patient).delegating();
        stack.register(patient);

        assertThat(stack.bean(KeyRegistration.class)
                        .of(new KeyOwner.OfPatient(patient))
                        .umbral()
                        .getFirst()
                        .publicKey())
                .isEqualTo(first.publicKey());
    }

    private static KeyShares shares() {
        return stack.bean(KeyShares.class);
    }

    private void accept(String consent, KeyShares.Fragment fragment) {
        stack.inTransaction(() -> shares().accept(consent, patient, new OrganizationId(reader), List.of(fragment)));
    }
}
