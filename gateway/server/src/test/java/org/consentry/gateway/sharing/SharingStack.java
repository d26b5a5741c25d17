package org.consentry.gateway.sharing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.TestObjectStore;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.InlineContent;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Collected;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.web.ErrorEdge;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sealing, sharing and delivery over real PostgreSQL, a real S3 server and real HTTP. The record, the audit trail and
 * the ledger are stand-ins that remember; a header names the caller in place of a token.
 */
public final class SharingStack implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TestDatabase database = TestDatabase.fresh();
    private final TestObjectStore store = TestObjectStore.start();
    private final ConfigurableApplicationContext context;
    private final Map<String, PatientDevice> devices = new ConcurrentHashMap<>();
    private final Map<String, SecretKey> members = new ConcurrentHashMap<>();

    private SharingStack() {
        int port = freePort();
        this.context = new SpringApplicationBuilder(SharingParts.class, ErrorEdge.advice())
                .run(
                        "--server.port=" + port,
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.hikari.maximum-pool-size=16",
                        "--gateway.base-url=http://localhost:" + port,
                        "--gateway.secret-file=unused",
                        "--gateway.escrow-key-file=" + escrowFile(),
                        "--gateway.attachment.lease=2s",
                        "--gateway.object-store.endpoint=" + store.endpoint(),
                        "--gateway.object-store.access-key=" + TestObjectStore.ACCESS_KEY,
                        "--gateway.object-store.secret-key=" + TestObjectStore.SECRET_KEY);
    }

    public static SharingStack start() {
        return new SharingStack();
    }

    /** What a patient's browser holds. */
    public record PatientDevice(SecretKey delegating, SecretKey signing) {}

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public TestDatabase database() {
        return database;
    }

    public TestObjectStore store() {
        return store;
    }

    public String baseUrl() {
        return bean(GatewaySettings.class).baseUrl().toString();
    }

    public Remembered remembered() {
        return bean(Remembered.class);
    }

    /** Registers a patient's keys. */
    public PatientDevice register(String patientId) {
        PatientDevice device = new PatientDevice(SecretKey.random(RANDOM), SecretKey.random(RANDOM));
        KeySet keys = new KeySet(
                Optional.empty(),
                List.of(new KeySet.UmbralKey(
                        SharingScope.DOCUMENTS,
                        device.delegating().publicKey(),
                        device.signing().publicKey())));
        bean(KeyRegistration.class).register(new KeyOwner.OfPatient(patientId), keys);
        devices.put(patientId, device);
        return device;
    }

    /** A member's receiving key, registered at the first call. */
    public SecretKey member(String name) {
        return members.computeIfAbsent(name, key -> {
            SecretKey secret = SecretKey.random(RANDOM);
            KeySet keys = new KeySet(
                    Optional.empty(),
                    List.of(new KeySet.UmbralKey(
                            new SharingScope("receiving"), secret.publicKey(), secret.publicKey())));
            bean(KeyRegistration.class).register(new KeyOwner.OfMember(new OrganizationId(name)), keys);
            return secret;
        });
    }

    /** A hospital hands in a DocumentReference with inline content; answers its reference. */
    public String submit(String patientId, byte[] content) {
        String id = UUID.randomUUID().toString();
        String json = """
                {"resourceType":"DocumentReference","id":"%s","status":"current","subject":{"reference":"Patient/%s"},\
                "content":[{"attachment":{"contentType":"application/pdf","data":"%s"}}]}""".formatted(id, patientId, Base64.getEncoder().encodeToString(content));
        submit(
                List.of(new Write.Put(
                        new ResourceId("DocumentReference", id),
                        json.getBytes(StandardCharsets.UTF_8),
                        OptionalLong.empty())),
                patientId);
        return "DocumentReference/" + id;
    }

    /** Takes content out and stores what is left, with the participants, as the record store does. */
    public List<StoredVersion> submit(List<Write> writes, String patientId) {
        Author author = new Author(new OrganizationId("hospital-a"), "ehr-hospital-a", Author.Kind.SUBMISSION);
        List<Write> clean = bean(InlineContent.class).takeOut(writes, author);
        List<StoredVersion> versions = new ArrayList<>();
        for (Write write : clean) {
            Write.Put put = (Write.Put) write;
            versions.add(new StoredVersion(
                    put.id(),
                    1,
                    Instant.now(),
                    StoredVersion.Change.CREATED,
                    Optional.of(patientId),
                    author.source(),
                    put.json()));
        }
        WriteBatch batch =
                new WriteBatch("b1", author, new byte[32], Instant.now(), versions, WriteBatch.Replaced.NOTHING);
        inTransaction(() -> {
            Collected rows = new Collected();
            context.getBeanProvider(WriteParticipant.class)
                    .orderedStream()
                    .forEach(each -> each.join(List.of(batch), rows));
            rows.send(bean(DataSource.class));
            versions.forEach(bean(MemoryRecords.class)::hold);
        });
        return versions;
    }

    /** The patient says yes to a member; answers the consent's id. */
    public String consent(String patientId, String member, Set<String> types) {
        String consentId = UUID.randomUUID().toString();
        member(member);
        inTransaction(() -> {
            bean(Grants.class).add(grant(consentId, patientId, member, types));
            bean(KeyShares.class)
                    .accept(consentId, patientId, new OrganizationId(member), List.of(fragment(patientId, member)));
        });
        return consentId;
    }

    /** A fragment as the patient's device makes it for a member. */
    public KeyShares.Fragment fragment(String patientId, String member) {
        PatientDevice device = java.util.Objects.requireNonNull(devices.get(patientId));
        byte[] bytes = KeyFrags.of(1, 1)
                .make(device.delegating(), member(member).publicKey(), new Signer(device.signing(), RANDOM), RANDOM)
                .getFirst()
                .toBytes();
        String verifying =
                java.util.HexFormat.of().formatHex(device.signing().publicKey().toBytes());
        return new KeyShares.Fragment("documents", bytes, verifying);
    }

    static Grant grant(String consentId, String patientId, String member, Set<String> types) {
        return new Grant(
                consentId,
                patientId,
                new OrganizationId(member),
                "account",
                Set.of("TREAT"),
                types,
                Set.of(GrantedAction.ACCESS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
    }

    /** The patient takes the yes back, as the consent feature does it. */
    public void revoke(String patientId, String consentId) {
        inTransaction(() -> {
            bean(Grants.class).revoke(patientId, consentId, Instant.now());
            bean(KeyShares.class).withdraw(consentId);
        });
    }

    public void inTransaction(Runnable work) {
        bean(TransactionTemplate.class).executeWithoutResult(status -> work.run());
    }

    /** The ids of the deliveries announced to a member, once there are so many. */
    public List<String> deliveries(String member, int count) {
        Recipient recipient = new Recipient.ToMember(new OrganizationId(member));
        try (Bell.Ear ear = bean(Bell.class).ear(recipient)) {
            for (int i = 0; i < 60; i++) {
                List<String> ids = bean(Events.class).after(recipient, 0, 1000).stream()
                        .filter(event -> event.kind() == EventKind.ATTACHMENT_READY)
                        .filter(event -> event.standing() == Event.Standing.LIVE)
                        .map(event -> event.facts().get("delivery"))
                        .toList();
                if (ids.size() >= count) {
                    return ids;
                }
                ear.await(500, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("not announced in time");
    }

    @Override
    public void close() {
        context.close();
        store.close();
        database.close();
    }

    private static Path escrowFile() {
        try {
            Path file = Files.createTempFile("escrow", ".key");
            byte[] secret = SecretKey.random(RANDOM).toSecretBytes();
            Files.writeString(file, java.util.HexFormat.of().formatHex(secret));
            return file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** {@code Patient/p1} or a member's name. */
    public static Caller caller(String name) {
        Scopes none = new Scopes(List.of());
        return name.startsWith("Patient/")
                ? new Caller.PatientUser("subject", name.substring(8), "Somebody", "portal", none)
                : new Caller.Member(new OrganizationId(name), "ehr-" + name, none);
    }
}
