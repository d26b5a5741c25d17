package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.TestObjectStore;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.PublishedLog;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;
import org.consentry.ledger.tile.TileTree;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A whole gateway is killed under load at each step by which a write becomes durable, and a few times anywhere; after each
 * death another goes on over the same database, before the same witness and the same auditor. All deaths happen to one log.
 *
 * <p>Nobody tells the gateway to die: who listens between it and its database, or it and its witness, kills the process as
 * {@code kill -9} does at the statement that a step begins or ends with.
 */
class KilledGatewayIT {
    private static final String COMMIT = "COMMIT\0";

    /** The steps of a write, in their order: what is said at its beginning, at its end, and when death comes. */
    private static final List<Step> STEPS = List.of(
            new Step("submission, not committed", "INSERT INTO ledger_pending", COMMIT, Tripwire.Moment.BEFORE),
            new Step("submission, committed", "INSERT INTO ledger_pending", COMMIT, Tripwire.Moment.AFTER),
            new Step("sequenced, not committed", "INSERT INTO ledger_tile", COMMIT, Tripwire.Moment.BEFORE),
            new Step("sequenced, committed", "INSERT INTO ledger_tile", COMMIT, Tripwire.Moment.AFTER),
            new Step("signed", "POST /add-checkpoint", "POST /add-checkpoint", Tripwire.Moment.BEFORE),
            new Step("cosigned", "POST /add-checkpoint", "POST /add-checkpoint", Tripwire.Moment.AFTER),
            new Step("publishing", "INSERT INTO ledger_checkpoint", COMMIT, Tripwire.Moment.BEFORE),
            new Step("published", "INSERT INTO ledger_checkpoint", COMMIT, Tripwire.Moment.AFTER),
            new Step("receipts, not committed", "SET receipted = true", COMMIT, Tripwire.Moment.BEFORE));

    private static final int AT_RANDOM = 2;
    private static final int WRITERS = 3;

    @TempDir
    private Path folder;

    private final StandInIssuer issuer = new StandInIssuer(Clock.systemUTC());
    private final TestDatabase database = TestDatabase.fresh();
    private final TestObjectStore objects = TestObjectStore.start();
    private final List<SignedCheckpoint> published = new ArrayList<>();
    private final SubmissionsUnderFire submissions = new SubmissionsUnderFire(this::member);
    private WitnessServer witness;
    private Tripwire toDatabase;
    private Tripwire toWitness;
    private Policy policy;
    private Map<String, String> settings;

    private record Step(String name, String word, String last, Tripwire.Moment moment) {}

    @BeforeEach
    void prepare() throws Exception {
        Path keys = LiveSettings.keys();
        VerifierKey log = SigningKey.parse(
                        Files.readString(keys.resolve("ledger.key")).strip())
                .verifier();
        SigningKey key = SigningKey.generate(
                new KeyName("hospital.example/witness"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        witness = WitnessServer.start(
                new Witness(
                        List.of(key),
                        List.of(log),
                        FileCosignedCheckpoints.open(folder.resolve("seen")),
                        InstantSource.system()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        toWitness = Tripwire.before(witness.address().getPort());
        String text =
                "log %s\nwitness w %s http://127.0.0.1:%d\nquorum w\n".formatted(log, key.verifier(), toWitness.port());
        policy = Policy.parse(text.getBytes(StandardCharsets.UTF_8));
        int port = LiveGateway.freePort();
        settings = LiveSettings.of(
                port, URI.create("http://127.0.0.1:" + port), issuer, database, objects.endpoint(), keys);
        settings.put(
                "gateway.ledger.witness-policy",
                Files.writeString(folder.resolve("policy"), text).toString());
        settings.put(DoomedGateway.MLLP_PORT, "" + LiveGateway.freePort());
        settings.put("gateway.intake.mllp[0].member", "hospital-a");
        URI direct = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        toDatabase = Tripwire.before(direct.getPort());
        // Statements go by their text every time, not by a name that was agreed on earlier.
        settings.put(
                "spring.datasource.url",
                "jdbc:postgresql://127.0.0.1:" + toDatabase.port() + direct.getPath() + "?prepareThreshold=0");
    }

    @AfterEach
    void putAway() throws IOException {
        toDatabase.close();
        toWitness.close();
        witness.close();
        issuer.close();
        objects.close();
        database.close();
    }

    @Test
    void losesNothingReusesNoIndexAndForksNothingAtWhateverStepItIsKilled() throws Exception {
        for (Step step : STEPS) {
            Tripwire wire = step.word().startsWith("POST") ? toWitness : toDatabase;
            live(gateway -> {
                boolean sprung = wire.spring(step.word(), step.last(), step.moment(), gateway::kill);
                assertThat(sprung).as(step.name()).isTrue();
            });
        }
        Random random = new Random(11);
        for (int i = 0; i < AT_RANDOM; i++) {
            live(gateway -> {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
                gateway.kill();
            });
        }
        DoomedGateway last = DoomedGateway.start(settings, folder);
        try {
            submissions.writeOne(last);
            awaitEverythingPublished(last);
            audit(last);
        } finally {
            last.kill();
        }
    }

    /** A moment in the life of a gateway. */
    private interface Death {
        void of(DoomedGateway gateway) throws Exception;
    }

    /** One life: it goes on from the last death, publishes, is loaded and dies. */
    private void live(Death death) throws Exception {
        DoomedGateway gateway = DoomedGateway.start(settings, folder);
        List<Thread> load = new ArrayList<>();
        try {
            submissions.writeOne(gateway);
            awaitEverythingPublished(gateway);
            load.add(Thread.ofVirtual().start(() -> readCheckpoints(gateway)));
            for (int writer = 0; writer < WRITERS; writer++) {
                load.add(Thread.ofVirtual().start(() -> submissions.writeOn(gateway)));
            }
            death.of(gateway);
            assertThat(gateway.isKilled()).isTrue();
        } finally {
            gateway.kill();
            for (Thread thread : load) {
                thread.join();
            }
        }
    }

    /** What anybody sees of the log while it lives. */
    private void readCheckpoints(DoomedGateway gateway) {
        try {
            while (true) {
                remember(gateway);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException | InterruptedException dead) {
            // That was its last word.
        }
    }

    private synchronized SignedCheckpoint remember(DoomedGateway gateway) throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.send(gateway.request("", "/ledger/checkpoint"));
        SignedCheckpoint checkpoint = SignedCheckpoint.parse(answer.body().getBytes(StandardCharsets.UTF_8));
        if (published.isEmpty() || !published.getLast().equals(checkpoint)) {
            published.add(checkpoint);
        }
        return checkpoint;
    }

    private void awaitEverythingPublished(DoomedGateway gateway) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        while (count(jdbc, "SELECT count(*) FROM ledger_pending") > 0
                || count(jdbc, "SELECT count(*) FROM proof_bundle WHERE NOT receipted") > 0) {
            assertThat(System.nanoTime()).as("published").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(remember(gateway).size()).isEqualTo(count(jdbc, "SELECT size FROM ledger_log"));
    }

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private void audit(DoomedGateway gateway) throws Exception {
        PublishedLog log = new HttpLog(gateway.ledger());
        assertThat(new LogAudit(log, policy, (done, total) -> {}).run()).isInstanceOf(LogAudit.Finding.Sound.class);
        SignedCheckpoint end = remember(gateway);
        assertEveryEntryOnce(log, end.size());
        TileTree tree = new TileTree(end.size(), path -> tile(log, path));
        assertThat(published).hasSizeGreaterThan(STEPS.size());
        for (SignedCheckpoint before : published) {
            assertThat(tree.consistency(before.size())
                            .links(before.checkpoint().head(), end.checkpoint().head()))
                    .isTrue();
        }
        submissions.assertKept(gateway, new ReceiptVerifier(policy));
    }

    private static Tile tile(PublishedLog log, TilePath path) {
        try {
            return new Tile(path, log.fetch(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Entry by entry what was committed, no more and no less. */
    private void assertEveryEntryOnce(PublishedLog log, long size) throws IOException {
        List<String> logged = new ArrayList<>();
        while (logged.size() < size) {
            BundlePath path = BundlePath.inTree(logged.size() / LogPath.FULL, size);
            for (byte[] entry : EntryBundle.decode(log.fetch(path), path.width())) {
                logged.add(Entry.parse(entry).digest().hex());
            }
        }
        List<String> committed = JdbcClient.create(database.dataSource())
                .sql("SELECT encode(digest, 'hex') FROM proof_commitment")
                .query(String.class)
                .list();

        assertThat(logged).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
    }

    private String member() {
        return issuer.sign(issuer.claims(LiveSettings.audience(), "ehr-hospital-a", "service-hospital-a", List.of())
                .claim("organization", "hospital-a")
                .claim("scope", "system/*.cruds")
                .build());
    }
}
