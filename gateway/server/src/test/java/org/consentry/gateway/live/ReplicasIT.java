package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two nodes over one database are one gateway: whatever a node keeps in memory, the other's writes reach it. How fast
 * revocations do is {@link RevocationIT}'s.
 */
class ReplicasIT {
    private static final String ORGANIZATION = "{'resourceType':'Organization','id':'%s','name':'%s'}";
    private static LiveGateway first;
    private static LiveGateway second;
    private static String a;

    @BeforeAll
    static void start() {
        first = LiveGateway.start();
        second = first.another();
        a = first.member("hospital-a");
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }

    @Test
    void readsOnOneNodeWhatTheOtherHasStored() {
        for (int i = 1; i <= 5; i++) {
            LiveGateway on = i % 2 == 0 ? first : second;
            LiveGateway other = i % 2 == 0 ? second : first;
            on.put(a, "/fhir/Organization/seen", ORGANIZATION.formatted("seen", "Seen " + i));

            assertThat(other.get(a, "/fhir/Organization/seen").body()).contains("Seen " + i);
            assertThat(other.ids(a, "Organization?name=seen+" + i)).containsExactly("seen");
        }
    }

    @Test
    void losesNoUpdateBetweenNodes() throws Exception {
        LiveGateway.expect(first.put(a, "/fhir/Organization/counted", ORGANIZATION.formatted("counted", "0")), 201);
        inParallel(8, worker -> {
            LiveGateway node = worker % 2 == 0 ? first : second;
            for (int done = 0; done < 5; ) {
                HttpResponse<String> there = node.get(a, "/fhir/Organization/counted");
                int count = Integer.parseInt(
                        LiveGateway.JSON.readTree(there.body()).path("name").asString(""));
                HttpResponse<String> answer = node.put(
                        a,
                        "/fhir/Organization/counted",
                        ORGANIZATION.formatted("counted", count + 1),
                        "If-Match",
                        there.headers().firstValue("ETag").orElseThrow());
                assertThat(answer.statusCode()).isIn(200, 409, 412);
                done += answer.statusCode() == 200 ? 1 : 0;
            }
        });

        assertThat(second.get(a, "/fhir/Organization/counted").body())
                .contains("\"name\":\"40\"", "\"versionId\":\"41\"");
    }

    @Test
    void createsOnceByAConditionWhicheverNodeIsAsked() throws Exception {
        inParallel(8, worker -> {
            LiveGateway node = worker % 2 == 0 ? first : second;
            HttpResponse<String> answer = node.post(
                    a,
                    "/fhir/Organization",
                    "{'resourceType':'Organization','identifier':[{'system':'urn:once','value':'1'}]}",
                    "If-None-Exist",
                    "identifier=urn:once|1");
            assertThat(answer.statusCode()).isIn(200, 201);
        });

        assertThat(first.ids(a, "Organization?identifier=urn:once%7C1")).hasSize(1);
    }

    @Test
    void writesOneLogThatAStrangerFindsSoundAtEitherNode() throws Exception {
        inParallel(4, worker -> {
            for (int i = 0; i < 10; i++) {
                LiveGateway node = i % 2 == 0 ? first : second;
                String id = "logged-" + worker + "-" + i;
                LiveGateway.expect(node.put(a, "/fhir/Organization/" + id, ORGANIZATION.formatted(id, id)), 201);
            }
        });
        JdbcClient jdbc = JdbcClient.create(first.database.dataSource());
        until("everything is published", () -> jdbc.sql("SELECT NOT EXISTS (SELECT FROM ledger_pending) AND size = "
                        + "(SELECT max(size) FROM ledger_checkpoint) FROM ledger_log")
                .query(Boolean.class)
                .single());

        for (LiveGateway node : List.of(first, second)) {
            Policy policy = Policy.parse(node.get("", "/ledger/policy").body().getBytes(StandardCharsets.UTF_8));
            HttpLog log = new HttpLog(node.request("", "/ledger").build().uri());
            assertThat(new LogAudit(log, policy, (done, total) -> {}).run()).isInstanceOf(LogAudit.Finding.Sound.class);
        }
        assertThat(jdbc.sql("SELECT count(*) FROM proof_commitment c FULL JOIN ledger_entry e USING (digest) "
                                + "WHERE c.digest IS NULL OR e.digest IS NULL")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void goesOnWithAPageOfTheOtherNode() {
        IntStream.range(0, 3)
                .forEach(i ->
                        first.put(a, "/fhir/Organization/paged-" + i, ORGANIZATION.formatted("paged-" + i, "Paged")));
        String page = first.get(a, "/fhir/Organization?name=paged&_count=2").body();
        Matcher link = Pattern.compile("\"relation\":\"next\",\"url\":\"[^\"]*(/fhir/[^\"]+)\"")
                .matcher(page);
        assertThat(link.find()).isTrue();

        assertThat(second.ids(a, link.group(1).substring("/fhir/".length()))).containsExactly("paged-2");
    }

    @Test
    void searchesOnOneNodeByAParameterThatWasPostedAtTheOther() {
        LiveGateway.expect(
                first.put(
                        a,
                        "/fhir/Organization/aliased",
                        "{'resourceType':'Organization','id':'aliased','alias':['Nickname']}"),
                201);
        assertThat(second.get(a, "/fhir/Organization?nick=nickname").statusCode())
                .isEqualTo(400);
        String operator = first.service("operator", "system/*.cruds");
        LiveGateway.expect(
                first.post(
                        operator,
                        "/fhir/SearchParameter",
                        "{'resourceType':'SearchParameter','url':'urn:nick','name':'nick','status':'active',"
                                + "'description':'x','code':'nick','base':['Organization'],'type':'string',"
                                + "'expression':'Organization.alias'}"),
                201);

        until(
                "known there",
                () -> second.get(a, "/fhir/Organization?nick=nickname").statusCode() == 200);
        until("indexed", () -> second.ids(a, "Organization?nick=nickname").equals(List.of("aliased")));
        second.put(
                a,
                "/fhir/Organization/aliased-2",
                "{'resourceType':'Organization','id':'aliased-2','alias':['Nickname']}");
        assertThat(first.ids(a, "Organization?nick=nickname")).contains("aliased-2");
    }

    @Test
    void tellsOnOneNodeHowFarAJobOfTheOtherIs() {
        String operator = first.service("operator", "system/*.cruds");
        String job = LiveGateway.expect(first.post(operator, "/fhir/$integrity", "{'resourceType':'Parameters'}"), 202)
                .at("/parameter/0/valueString")
                .asString("");

        until(
                "done",
                () -> second.get(operator, "/fhir/$integrity?job=" + job).body().contains("\"valueCode\":\"done\""));
    }

    @Test
    void tellsAListenerAtOneNodeWhatHappenedAtTheOther() throws IOException, InterruptedException {
        LiveGateway.expect(first.put(a, "/fhir/Patient/heard", "{'resourceType':'Patient','id':'heard'}"), 201);
        HttpResponse<java.io.InputStream> stream = HttpClient.newHttpClient()
                .send(
                        second.request(second.patient("heard"), "/events", "Last-Event-ID", "0")
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        String end = first.clock
                .instant()
                .plus(Duration.ofDays(5))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String consent = first.ceremonies.ask(
                "hospital-b",
                "heard",
                "{'period':{'end':'" + end + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line -> line.startsWith("data:") && line.contains(consent)))
                    .isTrue();
        }
    }

    @Test
    void keepsOneLedgerForBoth() {
        long before = size(first);
        for (int i = 0; i < 4; i++) {
            LiveGateway node = i % 2 == 0 ? first : second;
            LiveGateway.expect(
                    node.put(a, "/fhir/Organization/led-" + i, ORGANIZATION.formatted("led-" + i, "Led")), 201);
        }

        until("all four are sequenced", () -> size(first) >= before + 4);
        until("the other node shows the same", () -> size(second) >= before + 4);
        for (int i = 0; i < 4; i++) {
            String reader = i % 2 == 0 ? "led-0" : "led-1";
            assertThat(ids(first, reader)).isEqualTo(ids(second, reader)).hasSize(1);
        }
    }

    private static List<String> ids(LiveGateway node, String organization) {
        return node.ids(a, "Provenance?target=Organization/" + organization);
    }

    /** The second line of a checkpoint is the size of the tree. */
    private static long size(LiveGateway node) {
        HttpResponse<String> checkpoint = node.get("", "/ledger/checkpoint");
        return checkpoint.statusCode() == 200
                ? Long.parseLong(checkpoint.body().lines().skip(1).findFirst().orElse("0"))
                : 0;
    }

    private interface Work {
        void run(int worker);
    }

    private static void inParallel(int workers, Work work) throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> all = IntStream.range(0, workers)
                    .<Future<?>>mapToObj(worker -> pool.submit(() -> work.run(worker)))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
    }
}
