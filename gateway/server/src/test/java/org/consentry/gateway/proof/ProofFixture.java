package org.consentry.gateway.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.NodeBell;
import org.consentry.gateway.display.DirectoryNames;
import org.consentry.gateway.proof.explorer.AuditReports;
import org.consentry.gateway.proof.explorer.LedgerEntries;
import org.consentry.gateway.proof.explorer.Openings;
import org.consentry.gateway.proof.signature.MemberSignatures;
import org.consentry.gateway.proof.signature.RequiredSignatures;
import org.consentry.gateway.proof.signature.SignatureSettings;
import org.consentry.gateway.proof.signature.SignedSubmissions;
import org.consentry.gateway.proof.watch.SweepSettings;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Submissions;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.PseudonymKey;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A record store whose submissions are signed and logged, on a database of its own. */
public final class ProofFixture implements AutoCloseable {
    public static final String ORIGIN = "test.example/log";
    public static final SigningKey KEY = key(ORIGIN, KeyKind.ED25519);
    private static final Path AUTHORITY = jwk("authority");

    public final StoreFixture store = new StoreFixture();
    public final JdbcClient jdbc = JdbcClient.create(store.database.dataSource());
    public final LedgerReader reader;
    public final LedgerEntries entries;
    public final MovableMemberKeys members = new MovableMemberKeys();
    public final JdbcTransactionManager transactions = new JdbcTransactionManager(store.database.dataSource());
    public final TransactionTemplate transaction = new TransactionTemplate(transactions);
    public final PostgresLedgerStore log = PostgresLedgerStore.open(store.database.dataSource(), ORIGIN);
    public final GatewaySettings gateway = new GatewaySettings(URI.create("http://localhost:8080"), Path.of("secret"));
    public final JdbcLedgering ledger;
    public final NodeBell bell = new NodeBell();
    public final Receipts receipts;
    public final SweepSettings sweeping = new SweepSettings(LocalTime.of(2, 30), 3, Duration.ofMinutes(1));

    public ProofFixture() {
        Pseudonyms pseudonyms = new Pseudonyms(PseudonymKey.of(new byte[32]), jdbc);
        reader = new LedgerReader(log);
        ledger = new JdbcLedgering(
                new JdbcTemplate(store.database.dataSource()), log, pseudonyms, bell, Clock.systemUTC());
        entries = new LedgerEntries(reader, pseudonyms, new Openings(jdbc));
        receipts = new Receipts(reader, store.records, jdbc, transaction);
        store.participants.add(new BundleProof(authority(), ledger, jdbc, gateway));
    }

    public static SigningKey key(String name, KeyKind kind) {
        return SigningKey.generate(new KeyName(name), kind, new SecureRandom());
    }

    public static Path jwk(String id) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
            return Files.writeString(Files.createTempFile("authority", ".jwk"), key.toJSONString());
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Path jwkOfAuthority() {
        return AUTHORITY;
    }

    public static Path file(String content) {
        try {
            return Files.writeString(Files.createTempFile("ledger", ".txt"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The store's door as the gateway has it: signatures are checked on the way in. */
    public Submissions submissions(String... requiredOf) {
        MemberSignatures signatures = new MemberSignatures(members, Clock.systemUTC(), gateway);
        return new SignedSubmissions(store.submissions, signatures, new RequiredSignatures(Set.of(requiredOf)));
    }

    public Authority authority() {
        return Authority.load(new SignatureSettings(AUTHORITY, null));
    }

    public Verifier verifier(Authority authority) {
        return new Verifier(store.records, jdbc, receipts, reader, authority, members, gateway);
    }

    /** The policy of this ledger alone. */
    public TrustPolicy trust() {
        LedgerSettings settings = new LedgerSettings(
                ORIGIN,
                file(KEY.encoded()),
                null,
                null,
                4096,
                Duration.ZERO,
                null,
                Duration.ofSeconds(5),
                Duration.ZERO);
        return new TrustPolicy(LedgerKeys.load(settings), settings);
    }

    /** Copies of this ledger; there are none. */
    public Replicas replicas() {
        return new Replicas(new ReplicaSettings(List.of(), Duration.ofHours(1)), trust(), reader);
    }

    public LedgerSettings settings(Path policy) {
        return new LedgerSettings(
                ORIGIN,
                file(KEY.encoded()),
                null,
                null,
                4096,
                Duration.ZERO,
                policy,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
    }

    /** The reports that this ledger gives, without witnesses. */
    public AuditReports reports() {
        return new AuditReports(
                entries,
                reader,
                new LedgerKeys(List.of(KEY)),
                trust(),
                new DirectoryNames(store.records),
                gateway,
                Clock.systemUTC());
    }

    /** Adds a fact of its own about a patient. */
    public void fact(EntryKind kind, String patient, String json) {
        transaction.executeWithoutResult(status -> ledger.append(kind, Optional.of(patient), StoreFixture.json(json)));
    }

    /** Gives indexes to what waits and publishes it. */
    public void publish() {
        new Sequencer(log, new Publisher(log, List.of(KEY), Cosigners.none()), 4096).sequenceOnce();
        receipts.complete();
    }

    @Override
    public void close() {
        store.close();
    }
}
