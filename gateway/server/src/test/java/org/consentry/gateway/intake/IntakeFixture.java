package org.consentry.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.BundleReceipts;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Intake over a store and the access rules of its own; no ledger. */
final class IntakeFixture implements AutoCloseable {
    static final OrganizationId SENDER = StoreFixture.HOSPITAL_A;

    final StoreFixture store = new StoreFixture();
    final Hl7v2Intake intake;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    IntakeFixture() {
        DataSource database = store.database.dataSource();
        context.registerBean(Records.class, () -> store.records);
        context.registerBean(Submissions.class, () -> store.submissions);
        context.registerBean(PatientSources.class, () -> store.store.patientSources());
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.registerBean(
                TransactionTemplate.class, () -> new TransactionTemplate(new JdbcTransactionManager(database)));
        context.registerBean(
                IntakeSettings.class,
                () -> new IntakeSettings(
                        ZoneOffset.UTC,
                        DataSize.ofMegabytes(1),
                        0,
                        "127.0.0.1",
                        SENDER.value(),
                        1,
                        Duration.ofMinutes(1)));
        context.register(BundleReceipts.class, MemberWrites.class, Telling.class, Hl7v2Intake.class);
        context.scan("org.consentry.gateway.access");
        context.refresh();
        intake = context.getBean(Hl7v2Intake.class);
    }

    /** Sends segments as one message. */
    Intaken send(String... segments) {
        return send(String.join("\r", segments).getBytes(StandardCharsets.UTF_8));
    }

    Intaken send(byte[] message) {
        return intake.takeOne(SENDER, "ehr-hospital-a", message);
    }

    /** The JSON of what a search finds. */
    List<String> found(String type, String query) {
        return store.records.search(type, query, StoreFixture.ALL, 100).stream()
                .map(StoreFixture::text)
                .toList();
    }

    /** Versions of what a search finds. */
    List<Long> versions(String type, String query) {
        return store.records.search(type, query, StoreFixture.ALL, 100).stream()
                .map(StoredVersion::version)
                .toList();
    }

    @Override
    public void close() {
        context.close();
        store.close();
    }
}
