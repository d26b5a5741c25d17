package org.consentry.gateway.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.access.OpenResources;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.access.ProviderWatch;
import org.consentry.gateway.access.Refusals;
import org.consentry.gateway.admission.Admission;
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
    static final Sender SENDER = new Sender(StoreFixture.HOSPITAL_A, "ehr-hospital-a");

    /** Megabytes of a message. */
    static final int LARGEST = 16;

    final StoreFixture store = new StoreFixture();
    final Intake intake;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    IntakeFixture() {
        this(Optional.empty(), Clock.systemUTC());
    }

    IntakeFixture(Optional<Path> folder, Clock clock) {
        this(folder, Optional.empty(), clock);
    }

    /** With members' particularities. */
    static IntakeFixture withProfiles(Path profiles) {
        return new IntakeFixture(Optional.empty(), Optional.of(profiles), Clock.systemUTC());
    }

    private IntakeFixture(Optional<Path> folder, Optional<Path> profiles, Clock clock) {
        DataSource database = store.database.dataSource();
        context.registerBean(Records.class, () -> store.records);
        context.registerBean(Submissions.class, () -> store.submissions);
        context.registerBean(PatientSources.class, () -> store.store.patientSources());
        context.registerBean(OpenResources.class, () -> (type, id, visibility) -> false);
        context.registerBean(Refusals.class, () -> (caller, intent) -> {});
        context.registerBean(ProviderWatch.class, () -> () -> ProviderWatch.Hearing.HEARD);
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.registerBean(
                TransactionTemplate.class, () -> new TransactionTemplate(new JdbcTransactionManager(database)));
        context.registerBean(Admission.class, () -> new Admission(1 << 30, 1 << 30, Duration.ofSeconds(10)));
        context.registerBean(IntakeSettings.class, () -> settings(folder, profiles));
        context.registerBean(
                GatewaySettings.class,
                () -> new GatewaySettings(URI.create("http://localhost:8080"), Path.of("unused")));
        context.registerBean(Secrets.class, () -> Secrets.of(new byte[32]));
        context.registerBean(MeterRegistry.class, () -> metrics);
        context.register(
                BundleReceipts.class,
                MemberWrites.class,
                Telling.class,
                MessageStore.class,
                DeadLetters.class,
                IntakeMetrics.class,
                SiteProfiles.class,
                FolderWatch.class,
                Intake.class,
                IntakeJobs.class);
        context.scan("org.consentry.gateway.access");
        context.refresh();
        intake = context.getBean(Intake.class);
    }

    static IntakeSettings settings(Optional<Path> folder, Optional<Path> profiles) {
        return new IntakeSettings(
                ZoneOffset.UTC,
                DataSize.ofMegabytes(LARGEST),
                DataSize.ofMegabytes(64),
                List.of(),
                4,
                Duration.ofSeconds(20),
                folder,
                Duration.ofSeconds(2),
                Duration.ofDays(30),
                DataSize.ofKilobytes(64),
                profiles);
    }

    /** Sends segments as one message. */
    Intaken send(String... segments) {
        return send(String.join("\r", segments).getBytes(StandardCharsets.UTF_8));
    }

    Intaken send(byte[] message) {
        return intake.takeOne(SENDER, MessageFormat.HL7V2, message);
    }

    List<Intaken> take(IntakeFormat format, byte[] body) {
        List<Intaken> taken = new ArrayList<>();
        try {
            intake.take(SENDER, format, new ByteArrayInputStream(body), taken::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
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
