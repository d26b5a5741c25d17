package org.consentry.gateway.live;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.record.Searches;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the decision is of a search by a reader with a consent, among few grants and among many.
 *
 * <p>Arguments: how many grants of others there are in the second part, and how many searches each part takes. All are
 * timed one after the other in the same loop: the search over HTTP; the decision as that search takes it, which is what is
 * remembered plus what the store's statement takes longer when it asks whether that holds; and, for comparison, the
 * decision by a statement of its own, as every search took it before it was remembered.
 */
final class DecisionBenchmark {
    private static final String PATIENT = "decided";
    private static final int OBSERVATIONS = 200;
    private static final int AT_ONCE = 20_000;
    private static final int BLOCKS = 5;

    private final LiveGateway gateway;
    private final AccessGate gate;
    private final Searches searches;
    private final Searches.Search search = new Searches.Search(
            Optional.of("Observation"), "patient=" + PATIENT + "&_count=20", false, Optional.empty());
    private final Caller reader =
            new Caller.Member(new OrganizationId("hospital-b"), "ehr-hospital-b", Scopes.parse("system/*.rs"));
    private final ReadIntent intent =
            new ReadIntent(ReadIntent.Kind.SEARCH, Optional.of("Observation"), Optional.empty(), Optional.of(PATIENT));

    private DecisionBenchmark(LiveGateway gateway) {
        this.gateway = gateway;
        this.gate = gateway.bean(AccessGate.class);
        this.searches = gateway.bean(Searches.class);
    }

    public static void main(String... arguments) {
        int grants = Integer.parseInt(arguments[0]);
        int searches = Integer.parseInt(arguments[1]);
        try (LiveGateway gateway = LiveGateway.start()) {
            DecisionBenchmark benchmark = new DecisionBenchmark(gateway);
            benchmark.fill();
            benchmark.measure("warm-up", searches);
            benchmark.measure("one grant", searches);
            benchmark.grants(grants);
            benchmark.measure(grants + " grants", searches);
            benchmark.processorTime(grants + " grants", searches);
        }
        System.exit(0);
    }

    private void fill() {
        String a = gateway.member("hospital-a");
        StringBuilder bundle = new StringBuilder("{'resourceType':'Bundle','type':'transaction','entry':[{'resource':{"
                + "'resourceType':'Patient','id':'" + PATIENT
                + "'},'request':{'method':'PUT','url':'Patient/" + PATIENT + "'}}");
        for (int i = 0; i < OBSERVATIONS; i++) {
            bundle.append(",{'resource':{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{"
                    + "'reference':'Patient/" + PATIENT
                    + "'}},'request':{'method':'POST','url':'Observation'}}");
        }
        LiveGateway.expect(gateway.post(a, "/fhir", bundle.append("]}").toString()), 200);
        gateway.ceremonies.register(PATIENT);
        gateway.ceremonies.grant(
                "hospital-b",
                PATIENT,
                "{'period':{'end':'"
                        + gateway.clock.instant().plus(Duration.ofDays(50)).truncatedTo(ChronoUnit.SECONDS)
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
    }

    /** Grants of other patients, a hundred to a reader; every hundredth reader is ours. */
    private void grants(int count) {
        JdbcClient jdbc = gateway.bean(JdbcClient.class);
        for (int from = 0; from < count; from += AT_ONCE) {
            jdbc.sql(
                            "INSERT INTO consent_grant (patient_id, consent_id, reader, actors, account, purposes, types, actions, "
                                    + "withheld, slices, starts, ends, granted_until) SELECT 'patient-' || i, 'consent-' || i, "
                                    + "CASE WHEN i % 10000 = 0 THEN 'hospital-b' ELSE 'reader-' || (i / 100) END, NULL, "
                                    + "'account-' || i, '{TREAT}', '{Observation}', '{access}', '{}', "
                                    + "'{\"permitted\":{\"types\":[\"Observation\"]},\"except\":[]}', now() - interval '1 day', "
                                    + "now() + interval '50 days', now() + interval '50 days' FROM generate_series(:from, :to) AS i")
                    .param("from", from)
                    .param("to", Math.min(count, from + AT_ONCE) - 1)
                    .update();
        }
        jdbc.sql("ANALYZE consent_grant").update();
    }

    private void measure(String name, int count) {
        String token = gateway.member("hospital-b");
        long[] whole = new long[count];
        long[] remembered = new long[count];
        long[] asking = new long[count];
        long[] plain = new long[count];
        long[] asked = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            LiveGateway.expect(gateway.get(token, "/fhir/Observation?patient=" + PATIENT + "&_count=20"), 200);
            long searched = System.nanoTime();
            Visibility decided = gate.visibility(reader, intent);
            long stated = System.nanoTime();
            Supposed supposed = gate.supposed(reader, intent).orElseThrow();
            long recalled = System.nanoTime();
            // In turns, so that neither is always the second to find its rows in memory.
            plain[i] = i % 2 == 0 ? plain(decided) : 0;
            asking[i] = asking(supposed);
            plain[i] += i % 2 == 0 ? 0 : plain(decided);
            whole[i] = searched - start;
            asked[i] = stated - searched;
            remembered[i] = recalled - stated;
        }
        double decision = at(remembered, 50) + at(asking, 50) - at(plain, 50);
        System.out.printf(
                "%s: search p50 %.2f p99 %.2f ms; decision within it p50 %.3f ms, %.1f %% (remembered %.3f, statement %.3f "
                        + "instead of %.3f); by a statement of its own p50 %.3f p99 %.3f ms, %.1f %%%n",
                name,
                at(whole, 50),
                at(whole, 99),
                decision,
                100.0 * decision / at(whole, 50),
                at(remembered, 50),
                at(asking, 50),
                at(plain, 50),
                at(asked, 50),
                at(asked, 99),
                100.0 * at(asked, 50) / at(whole, 50));
    }

    /** The same in processor time of the gateway and PostgreSQL, which other builds beside it change less than times. */
    private void processorTime(String name, int count) {
        String token = gateway.member("hospital-b");
        Visibility decided = gate.visibility(reader, intent);
        long[] spent = new long[4];
        for (int block = 0; block < BLOCKS; block++) {
            for (int way = 0; way < spent.length; way++) {
                long before = processors();
                for (int i = 0; i < count / BLOCKS; i++) {
                    switch (way) {
                        case 0 ->
                            LiveGateway.expect(
                                    gateway.get(token, "/fhir/Observation?patient=" + PATIENT + "&_count=20"), 200);
                        case 1 -> plain(decided);
                        case 2 -> asking(gate.supposed(reader, intent).orElseThrow());
                        default -> require(gate.visibility(reader, intent));
                    }
                }
                spent[way] += processors() - before;
            }
        }
        double whole = spent[0] / 1e3 / count;
        System.out.printf(
                "%s, processor time: search over HTTP, client included, %.0f µs; decision within it %.0f µs, %.1f %%; by a "
                        + "statement of its own %.0f µs, %.1f %%%n",
                name,
                whole,
                (spent[2] - spent[1]) / 1e3 / count,
                100.0 * (spent[2] - spent[1]) / spent[0],
                spent[3] / 1e3 / count,
                100.0 * spent[3] / spent[0]);
    }

    private static void require(Visibility decided) {
        if (decided instanceof Visibility.Limited limited && limited.windows().isEmpty()) {
            throw new IllegalStateException("the reader has a consent");
        }
    }

    /** Of this process and of PostgreSQL's that serve it. */
    private long processors() {
        Stream<ProcessHandle> serving = gateway
                .bean(JdbcClient.class)
                .sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
                .query(Long.class)
                .list()
                .stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream());
        return Stream.concat(Stream.of(ProcessHandle.current()), serving)
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    private long plain(Visibility decided) {
        long start = System.nanoTime();
        requireFound(searches.search(search, decided));
        return System.nanoTime() - start;
    }

    private long asking(Supposed supposed) {
        long start = System.nanoTime();
        requireFound(searches.search(search, supposed).orElseThrow());
        return System.nanoTime() - start;
    }

    private static void requireFound(Searches.Page page) {
        if (page.matches().isEmpty()) {
            throw new IllegalStateException("the reader has a consent");
        }
    }

    private static double at(long[] nanos, int percent) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }
}
