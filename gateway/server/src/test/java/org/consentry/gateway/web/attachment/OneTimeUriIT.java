package org.consentry.gateway.web.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.crypto.envelope.CiphertextRefused;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.sharing.SharingStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class OneTimeUriIT {
    private static final byte[] CONTENT = "a report that nobody else may read".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> DOCUMENTS = Set.of("DocumentReference");
    private static SharingStack stack;
    private static int number;

    private String patient = "";
    private String reader = "";
    private Reader http = new Reader("", "");

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
        http = new Reader(stack.baseUrl(), reader).withKey(stack.member(reader));
        stack.register(patient);
    }

    private String deliver(byte[] content) {
        stack.submit(patient, content);
        stack.consent(patient, reader, DOCUMENTS);
        return stack.deliveries(reader, 1).getFirst();
    }

    private static byte[] large(int megabytes) {
        byte[] content = new byte[megabytes << 20];
        new java.util.Random(7).nextBytes(content);
        return content;
    }

    @ParameterizedTest(name = "{0} at once")
    @ValueSource(ints = {2, 8, 100})
    void givesTheContentToExactlyOneOfManyParallelGets(int parallel) throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();
        CyclicBarrier together = new CyclicBarrier(parallel);
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> gets = new ArrayList<>();
            for (int i = 0; i < parallel; i++) {
                gets.add(threads.submit(() -> {
                    together.await();
                    return http.get(uri).statusCode();
                }));
            }
            for (Future<Integer> get : gets) {
                statuses.add(get.get());
            }
        }

        assertThat(statuses).containsOnlyOnce(200).allMatch(status -> status == 200 || status == 409 || status == 410);
    }

    @Test
    void answersGoneToTheSecondGetAndRaisesTheAlarm() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();

        assertThat(http.get(uri).statusCode()).isEqualTo(200);
        assertThat(http.get(uri).statusCode()).isEqualTo(410);

        assertThat(stack.remembered().facts)
                .anyMatch(fact -> fact.outcome() == AuditFact.Outcome.REFUSED
                        && fact.patientId().orElse("").equals(patient));
    }

    /** For whoever measures: of the time that the one waits who is given it, what the claim took. */
    @Test
    void tellsHowLongTheClaimTookToWhoIsGivenItAlone() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();

        assertThat(http.get(uri).headers().firstValue("Server-Timing").orElse(""))
                .matches("claim;dur=\\d+\\.\\d{2}");
        assertThat(http.get(uri).headers().firstValue("Server-Timing")).isEmpty();
    }

    @Test
    void hidesADeliveryFromEveryOtherMemberWithoutSpendingIt() throws Exception {
        String delivery = deliver(CONTENT);
        Reader stranger = new Reader(stack.baseUrl(), "stranger");
        URI uri = http.delivery(delivery).uri();

        assertThat(stranger.show(delivery).statusCode()).isEqualTo(404);
        assertThat(stranger.get(uri).statusCode()).isEqualTo(404);
        assertThat(new Reader(stack.baseUrl(), "Patient/" + patient).get(uri).statusCode())
                .isEqualTo(404);
        assertThat(http.get(uri).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhoeverIsNotSignedIn() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();

        assertThat(new Reader(stack.baseUrl(), "").get(uri).statusCode()).isEqualTo(401);
        assertThat(http.get(uri).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAChangedUriWithoutSpendingTheTrueOne() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();
        String text = uri.toString();

        assertThat(http.get(URI.create(text.replace("Expires=3600", "Expires=9999")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(http.get(URI.create(text + "&x=1")).statusCode()).isEqualTo(404);
        assertThat(http.get(URI.create(text.replaceAll("staging/.{4}", "staging/0000")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(http.get(URI.create(text.substring(0, text.indexOf('?')))).statusCode())
                .isEqualTo(404);
        assertThat(http.get(uri).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnExpiredUriAndIssuesAnother() throws Exception {
        String delivery = deliver(CONTENT);
        URI old = http.delivery(delivery).uri();
        sql(
                "update delivery set expires_at = now() - interval '1 s', signed_at = now() - interval '1 h' where id = :id",
                delivery);

        assertThat(http.get(old).statusCode()).isIn(404, 410);
        URI anew = http.delivery(delivery).uri();

        assertThat(anew).isNotEqualTo(old);
        assertThat(http.get(anew).statusCode()).isEqualTo(200);
    }

    @Test
    void signsAnewWhatTheStoresOldCredentialsSigned() throws Exception {
        String delivery = deliver(CONTENT);
        URI old = http.delivery(delivery).uri();
        sql("update delivery set sig_sha256 = sha256('of another secret') where id = :id", delivery);
        assertThat(http.get(old).statusCode()).isEqualTo(404);

        Reader.Delivered anew = http.delivery(delivery);
        assertThat(http.open(anew, http.get(anew.uri()).body())).isEqualTo(CONTENT);
        assertThat(http.get(anew.uri()).statusCode()).isEqualTo(410);
    }

    @Test
    void countsFurtherUsesInsteadOfTellingEach() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();
        http.get(uri);
        for (int i = 0; i < 20; i++) {
            assertThat(http.get(uri).statusCode()).isEqualTo(410);
        }

        assertThat(stack.remembered().facts)
                .filteredOn(fact ->
                        fact.patientId().orElse("").equals(patient) && fact.outcome() == AuditFact.Outcome.REFUSED)
                .singleElement()
                .extracting(AuditFact::times)
                .isEqualTo(1L);
    }

    @Test
    void spendsNothingOnHeadOptionsOrPrefetch() throws Exception {
        URI uri = http.delivery(deliver(CONTENT)).uri();

        assertThat(http.send("HEAD", uri).statusCode()).isEqualTo(200);
        http.send("OPTIONS", uri);
        assertThat(http.send("POST", uri).statusCode()).isEqualTo(405);
        assertThat(http.get(uri, "Sec-Purpose", "prefetch;prerender").statusCode())
                .isEqualTo(403);
        assertThat(http.get(uri, "Purpose", "prefetch").statusCode()).isEqualTo(403);
        assertThat(http.get(uri).statusCode()).isEqualTo(200);
    }

    @Test
    void worksAgainAfterTheClientWasKilledMidway() throws Exception {
        byte[] content = large(12);
        Reader.Delivered delivered = http.delivery(deliver(content));
        killAfterFirstBytes(delivered.uri());

        byte[] ciphertext = http.untilFree(delivered.uri()).body();

        assertThat(http.open(delivered, ciphertext)).isEqualTo(content);
        assertThat(http.get(delivered.uri()).statusCode()).isEqualTo(410);
    }

    private void killAfterFirstBytes(URI uri) throws Exception {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setReceiveBufferSize(4096);
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: localhost:"
                                    + uri.getPort() + "\r\nX-Caller: " + reader + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(4096)).hasSize(4096);
        }
    }

    @Test
    void goesOnUnderTheSameClaimOnly() throws Exception {
        byte[] content = large(1);
        String delivery = deliver(content);
        Reader.Delivered delivered = http.delivery(delivery);
        URI uri = delivered.uri();
        String etag = http.send("HEAD", uri).headers().firstValue("ETag").orElseThrow();
        byte[] first = http.get(uri, "Range", "bytes=0-99999", "If-Range", etag).body();
        assertThat(first).hasSize(100_000);

        var beyond = http.get(uri, "Range", "bytes=200000-", "If-Range", etag);
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range").orElse("")).startsWith("bytes */");
        byte[] rest = http.get(uri, "Range", "bytes=100000-", "If-Range", etag).body();

        byte[] whole = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, whole, first.length, rest.length);
        assertThat(http.open(delivered, whole)).isEqualTo(content);
        assertThat(http.get(uri).statusCode()).isEqualTo(410);
    }

    /** Who asks for a part would throw the whole away, and the URI would be spent. */
    @Test
    void spendsNothingOnAPartThatCannotBeHadYet() throws Exception {
        Reader.Delivered delivered = http.delivery(deliver(CONTENT));

        for (String range : List.of("bytes=10-", "bytes=10-20", "bytes=-5")) {
            assertThat(http.get(delivered.uri(), "Range", range).statusCode()).isEqualTo(416);
        }

        var answer = http.get(delivered.uri(), "Range", "chapters=2-3");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(http.open(delivered, answer.body())).isEqualTo(CONTENT);
    }

    @Test
    void takesTheUriBackWithTheConsent() throws Exception {
        stack.submit(patient, CONTENT);
        String consent = stack.consent(patient, reader, DOCUMENTS);
        String delivery = stack.deliveries(reader, 1).getFirst();
        URI uri = http.delivery(delivery).uri();

        stack.revoke(patient, consent);

        assertThat(http.get(uri).statusCode()).isEqualTo(410);
        assertThat(http.show(delivery).statusCode()).isEqualTo(410);
        assertThat(JdbcClient.create(stack.database().dataSource())
                        .sql("select cfrags = '{}' and sealed_key = '' from delivery where id = :id")
                        .param("id", delivery)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void leavesNothingOfTheCopyInTheStore() throws Exception {
        Reader.Delivered delivered = http.delivery(deliver(CONTENT));
        String copy = delivered.uri().getPath().replaceAll(".*/staging/", "");
        Path file = stack.store().files("staging").stream()
                .filter(staged -> staged.toString().contains(copy))
                .findFirst()
                .orElseThrow();

        http.get(delivered.uri());
        http.get(delivered.uri());

        // It is delivered when the client has closed its end, which is a moment after it has read the last byte.
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(file) && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void letsTheReaderNoticeASingleFlippedBit() throws Exception {
        Reader.Delivered delivered = http.delivery(deliver(CONTENT));
        byte[] ciphertext = http.get(delivered.uri()).body();
        ciphertext[ciphertext.length / 2] ^= 1;

        assertThatThrownBy(() -> http.open(delivered, ciphertext)).isInstanceOf(CiphertextRefused.class);
    }

    @Test
    void opensWhatWasSharedAndTakesAnAcknowledgment() throws Exception {
        Reader.Delivered delivered = http.delivery(deliver(CONTENT));

        byte[] opened = http.open(delivered, http.get(delivered.uri()).body());

        assertThat(opened).isEqualTo(CONTENT);
        assertThat(http.acknowledge(delivered.id(), "00".repeat(32))).isEqualTo(422);
        assertThat(http.acknowledge(delivered.id(), delivered.sha256())).isEqualTo(204);
        assertThat(http.acknowledge("unknown", delivered.sha256())).isEqualTo(404);
    }

    @Test
    void tellsThePatientAndTheLedgerAndBuriesTheEvent() throws Exception {
        String delivery = deliver(CONTENT);
        URI uri = http.delivery(delivery).uri();
        http.get(uri);
        assertThat(http.get(uri).statusCode()).isEqualTo(410);

        List<Event> own = stack.bean(Events.class).after(new Recipient.ToPatient(patient), 0, 10);
        assertThat(own).extracting(Event::kind).contains(EventKind.ATTACHMENT_DELIVERED);
        List<Event> readers = stack.bean(Events.class)
                .after(new Recipient.ToMember(new org.consentry.gateway.identity.OrganizationId(reader)), 0, 10);
        assertThat(readers).extracting(Event::standing).containsOnly(Event.Standing.SPENT);
        assertThat(stack.remembered().entries)
                .anyMatch(entry -> entry.startsWith("REENCRYPTION") && entry.contains(delivery))
                .anyMatch(entry -> entry.startsWith("DELIVERY") && entry.contains(delivery));
    }

    @Test
    void keepsNoSignatureInTheDatabaseOrInEvents() throws Exception {
        Reader.Delivered delivered = http.delivery(deliver(CONTENT));
        String signature = delivered.uri().getQuery().replaceAll(".*X-Amz-Signature=", "");

        List<String> rows = JdbcClient.create(stack.database().dataSource())
                .sql("select d::text from delivery d union all select e::text from event e")
                .query(String.class)
                .list();

        assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(signature));
    }

    private static void sql(String statement, String delivery) {
        JdbcClient.create(stack.database().dataSource())
                .sql(statement)
                .param("id", delivery)
                .update();
    }
}
