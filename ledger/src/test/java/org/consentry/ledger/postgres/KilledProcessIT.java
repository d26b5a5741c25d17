package org.consentry.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.tile.TileTree;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessQuorum;
import org.consentry.ledger.witness.WitnessServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process of its own writes the log and is killed: after every call that it makes to the database, between signing and
 * asking the witness, between the witness and publishing, and at times that nobody chose by SIGKILL. After each death this
 * process goes on by the ordinary path, before the same witness. All deaths happen to one log.
 */
class KilledProcessIT {
    private static final int SIGKILLED = 137;
    /** What the writer needs and no more: a test runner's own class path may be hidden in a jar. */
    private static final String CLASS_PATH = Stream.of(
                    DoomedWriter.class, PostgresLedgerStore.class, PGSimpleDataSource.class, BouncyCastleProvider.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .map(location -> Path.of(URI.create(location.toString())).toString())
            .collect(Collectors.joining(File.pathSeparator));

    private static final int AT_RANDOM = 6;
    private static final int WRITTEN_AT_MOST = 10_000;

    @TempDir
    private Path folder;

    private final PGSimpleDataSource database = (PGSimpleDataSource) EmbeddedDatabase.create();
    private final PostgresLedgerStore survivor = PostgresLedgerStore.open(database, Samples.ORIGIN);
    private final List<Entry> acknowledged = new ArrayList<>();
    private final List<TreeHead> told = new ArrayList<>();
    private WitnessServer witness;
    private WitnessQuorum quorum;
    private Path policy;
    private int next;

    @BeforeEach
    void startWitness() throws IOException {
        SigningKey key = SigningKey.generate(
                new KeyName("hospital.example/witness"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        witness = WitnessServer.start(
                new Witness(
                        List.of(key),
                        List.of(Samples.KEY.verifier()),
                        FileCosignedCheckpoints.open(folder.resolve("seen")),
                        InstantSource.system()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String text = "log %s\nwitness w %s http://127.0.0.1:%d\nquorum w\n"
                .formatted(
                        Samples.KEY.verifier(),
                        key.verifier(),
                        witness.address().getPort());
        policy = Files.writeString(folder.resolve("policy"), text);
        quorum = new WitnessQuorum(
                Policy.parse(text.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @AfterEach
    void stopWitness() {
        quorum.close();
        witness.close();
    }

    @Test
    void losesNothingReusesNoIndexAndForksNothingWhereverItIsKilled() throws Exception {
        int deaths = 0;
        while (live("call", Integer.toString(deaths)) == SIGKILLED) {
            recover();
            deaths++;
        }
        assertThat(deaths).isGreaterThan(15);
        for (String step : List.of("signed", "cosigned")) {
            assertThat(live(step)).isEqualTo(SIGKILLED);
            recover();
        }
        Random random = new Random(7);
        for (int i = 0; i < AT_RANDOM; i++) {
            killAfter(random.nextInt(200));
            recover();
        }
        assertThat(acknowledged).hasSizeGreaterThan(3 * AT_RANDOM);
        LedgerReader reader = new LedgerReader(survivor);
        assertThat(new LogAudit(
                                path -> reader.resource(path).orElseThrow(),
                                Policy.parse(Files.readAllBytes(policy)),
                                (done, total) -> {})
                        .run())
                .isInstanceOf(LogAudit.Finding.Sound.class);
    }

    /** Runs a writer until it is dead. @return how it ended */
    private int live(String... where) throws IOException, InterruptedException {
        Process process = start(where);
        listen(process, () -> {});
        return process.waitFor();
    }

    /** Lets a writer promise something, and kills it a moment later from outside. */
    private void killAfter(int milliseconds) throws IOException, InterruptedException {
        Process process = start("never");
        listen(process, () -> CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly));
        assertThat(process.waitFor()).isEqualTo(SIGKILLED);
    }

    private Process start(String... where) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                CLASS_PATH,
                DoomedWriter.class.getName(),
                database.getUrl(),
                policy.toString(),
                Integer.toString(next)));
        command.addAll(List.of(where));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void listen(Process process, Runnable atFirst) throws IOException {
        try (var lines = process.inputReader(StandardCharsets.US_ASCII)) {
            boolean first = true;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line.split(" "));
                if (first) {
                    atFirst.run();
                    first = false;
                }
            }
        }
        next += WRITTEN_AT_MOST;
    }

    private void hear(String[] words) {
        if (words[0].equals("ack")) {
            acknowledged.addAll(Samples.entries(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
        } else {
            told.add(new TreeHead(Long.parseLong(words[1]), Hash.fromHex(words[2])));
        }
    }

    private void recover() {
        survivor.submit(Samples.entries(next, next + 1));
        next++;
        Publisher publisher = new Publisher(survivor, Samples.KEY, quorum);

        assertThat(publisher.objection()).isEmpty();
        assertThat(new Sequencer(survivor, publisher, 100).sequenceOnce().publishing())
                .isInstanceOf(Publishing.Published.class);

        List<LoggedEntry> logged = survivor.entries(0, 1_000_000);
        assertThat(logged)
                .extracting(LoggedEntry::index)
                .containsExactlyElementsOf(
                        LongStream.range(0, logged.size()).boxed().toList());
        assertThat(logged)
                .extracting(LoggedEntry::entry)
                .doesNotHaveDuplicates()
                .containsAll(acknowledged);
        TreeHead head = survivor.head();
        TileTree tree = new TileTree(head.size(), survivor);
        told.forEach(before ->
                assertThat(tree.consistency(before.size()).links(before, head)).isTrue());
    }
}
