package org.consentry.gateway.record.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;
import static org.consentry.gateway.record.StoreFixture.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Entry;
import org.consentry.gateway.record.Submissions.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

class SubmissionsTests {
    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static List<Entry> submit(String... entries) {
        return store.submissions
                .submit(bundle(entries), by(HOSPITAL_A), ALL, intents -> {})
                .entries();
    }

    private static byte[] bundle(String... entries) {
        return json("{'resourceType':'Bundle','type':'transaction','entry':[" + String.join(",", entries) + "]}");
    }

    private static String entry(String name, String resource, String method, String url, String more) {
        return "{'fullUrl':'" + name + "','resource':" + resource + ",'request':{'method':'" + method + "','url':'"
                + url + "'" + more + "}}";
    }

    private static String post(String name, String type, String fields) {
        return entry(name, "{'resourceType':'" + type + "'" + fields + "}", "POST", type, "");
    }

    @Test
    void keepsAnUnmatchedReferenceLogicalOnlyWhereThatIsAskedFor() {
        String observation = "{'resourceType':'Basic','id':'ruled-by-nobody','code':{'text':'x'},"
                + "'author':{'reference':'Practitioner?identifier=urn:npi%7C42','display':'Dr. Nobody'}}";
        byte[] bundle = bundle(entry("", observation, "PUT", "Basic/ruled-by-nobody", ""));

        assertThatThrownBy(() -> store.submissions.submit(bundle, by(HOSPITAL_A), ALL, intents -> {}))
                .hasMessageContaining("matches nothing");
        Entry stored = store.submissions
                .submit(
                        bundle,
                        new byte[32],
                        by(HOSPITAL_A),
                        new Submissions.Terms(ALL, Submissions.Unmatched.LOGICAL, intents -> {}, alongside -> {}))
                .entries()
                .getFirst();

        assertThat(StoreFixture.text(stored.version()))
                .contains("{\"display\":\"Dr. Nobody\",\"type\":\"Practitioner\","
                        + "\"identifier\":{\"system\":\"urn:npi\",\"value\":\"42\"}}");
    }

    @Test
    void resolvesConditionalReferencesAmongWhatTheTransactionCreates() {
        String practitioner = ",'identifier':[{'system':'urn:npi','value':'77'}]";
        String author = ",'code':{'text':'x'},'author':{'reference':'Practitioner?identifier=urn:npi%7C77'}";

        List<Entry> entries =
                submit(post("urn:uuid:b", "Basic", author), post("urn:uuid:p", "Practitioner", practitioner));

        assertThat(StoreFixture.text(entries.getFirst().version()))
                .contains("\"reference\":\"" + entries.get(1).version().id().reference() + "\"");
        assertThatThrownBy(() ->
                        submit(post("urn:uuid:b", "Basic", author), post("urn:uuid:p", "Practitioner", practitioner)))
                .hasMessageContaining("more than one");
    }

    @Test
    void doesNotMatchAnotherHospitalsPatientByACondition() {
        submit(post("urn:uuid:a", "Patient", ",'identifier':[{'system':'urn:ssn','value':'1'}]"));
        Visibility strange = new Visibility.Limited(Optional.of(HOSPITAL_B), List.of());

        Entry entry = store.submissions.change(
                new Submissions.Asked.Create(
                        "Patient",
                        json("{'resourceType':'Patient','identifier':[{'system':'urn:ssn','value':'1'}]}"),
                        Optional.of("identifier=urn:ssn|1")),
                by(HOSPITAL_B),
                strange,
                intents -> {});

        assertThat(entry.outcome()).isEqualTo(Outcome.CREATED);
    }

    @Test
    void refusesACriterionFreeConditionWhichWouldMatchEverything() {
        assertThatThrownBy(() -> store.submissions.change(
                        new Submissions.Asked.ConditionalDelete("Patient", "_count=1"), by(HOSPITAL_A), ALL, i -> {}))
                .isInstanceOf(Problem.class);
    }

    @Test
    void tellsTheRuleEveryChangeWithWhatIsThere() {
        submit(entry("", "{'resourceType':'Patient','id':'ruled'}", "PUT", "Patient/ruled", ""));
        List<WriteIntent> seen = new ArrayList<>();

        store.submissions.submit(
                bundle(
                        entry("", "{'resourceType':'Patient','id':'ruled','active':true}", "PUT", "Patient/ruled", ""),
                        post("", "Condition", ",'subject':{'reference':'Patient/ruled'}")),
                by(HOSPITAL_B),
                ALL,
                seen::addAll);

        assertThat(seen).hasSize(2);
        assertThat(seen.getFirst().current().orElseThrow().source()).isEqualTo(HOSPITAL_A);
        assertThat(seen.getFirst().patientId()).contains("ruled");
        assertThat(seen.get(1).current()).isEmpty();
        assertThat(seen.get(1).patientId()).contains("ruled");
    }

    @Test
    void rewritesLocalNamesAndLeavesIdentifiersAlone() {
        List<Entry> entries = submit(
                post("urn:uuid:11", "Patient", ",'identifier':[{'system':'urn:x','value':'urn:uuid:11'}]"),
                post("urn:uuid:12", "Condition", ",'subject':{'reference':'urn:uuid:11'}"));

        String patient = entries.getFirst().version().id().reference();
        assertThat(text(entries.get(1).version())).contains("\"reference\":\"" + patient + "\"");
        assertThat(text(entries.getFirst().version())).contains("\"value\":\"urn:uuid:11\"");
        assertThat(entries.get(1).version().patientId())
                .contains(entries.getFirst().version().id().id());
    }

    @Test
    void keepsNamesRightWhenAnAttemptIsRepeated() {
        try (StoreFixture own = new StoreFixture()) {
            AtomicInteger attempts = new AtomicInteger();
            own.participants.add((batches, alongside) -> {
                if (attempts.incrementAndGet() == 1) {
                    throw new CannotAcquireLockException("lost a race");
                }
            });

            List<Entry> entries = own.submissions
                    .submit(
                            bundle(
                                    post("urn:uuid:21", "Patient", ""),
                                    post("urn:uuid:22", "Condition", ",'subject':{'reference':'urn:uuid:21'}")),
                            by(HOSPITAL_A),
                            ALL,
                            intents -> {})
                    .entries();

            assertThat(attempts).hasValue(2);
            assertThat(own.find(
                            "Condition",
                            "patient=" + entries.getFirst().version().id().id()))
                    .hasSize(1);
        }
    }

    @Test
    void createsOneResourceForTwoEntriesWithTheSameCondition() {
        String practitioner = "{'resourceType':'Practitioner','identifier':[{'system':'urn:npi','value':'twice'}]}";
        String condition = ",'ifNoneExist':'identifier=urn:npi|twice'";

        List<Entry> entries = submit(
                entry("urn:uuid:31", practitioner, "POST", "Practitioner", condition),
                entry("urn:uuid:32", practitioner, "POST", "Practitioner", condition));

        assertThat(entries.get(0).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(entries.get(1).outcome()).isEqualTo(Outcome.MATCHED);
        assertThat(entries.get(1).version().id())
                .isEqualTo(entries.get(0).version().id());
    }

    @Test
    void updatesAndDeletesByCondition() {
        String url = "Location?identifier=urn:loc|5";
        String location = "{'resourceType':'Location','identifier':[{'system':'urn:loc','value':'5'}],'name':'%s'}";

        Outcome created = submit(entry("", location.formatted("one"), "PUT", url, ""))
                .getFirst()
                .outcome();
        Outcome updated = submit(entry("", location.formatted("two"), "PUT", url, ""))
                .getFirst()
                .outcome();
        Outcome same = submit(entry("", location.formatted("two"), "PUT", url, ""))
                .getFirst()
                .outcome();
        Outcome deleted = submit("{'request':{'method':'DELETE','url':'" + url + "'}}")
                .getFirst()
                .outcome();
        Outcome nothing = submit("{'request':{'method':'DELETE','url':'" + url + "'}}")
                .getFirst()
                .outcome();

        assertThat(List.of(created, updated, same, deleted, nothing))
                .containsExactly(
                        Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.DELETED, Outcome.UNCHANGED);
    }

    @Test
    void refusesTwoEntriesThatChangeTheSameResource() {
        String entry = entry("", "{'resourceType':'Location','id':'dup'}", "PUT", "Location/dup", "");

        assertThatThrownBy(() -> submit(entry, entry))
                .isInstanceOf(Problem.class)
                .satisfies(e -> assertThat(((Problem) e).kind()).isEqualTo(ProblemKind.MALFORMED));
    }

    @Test
    void namesThePlaceOfAnEntryThatIsWrong() {
        assertThatThrownBy(() -> submit(post("", "Location", ""), "{'request':{'method':'POST','url':'Nonsense'}}"))
                .satisfies(e -> assertThat(((Problem) e).expression()).isEqualTo("Bundle.entry[1].request.url"));
    }

    @Test
    void takesALargeBundleWhole() {
        List<String> entries = new ArrayList<>();
        entries.add(post("urn:uuid:big", "Patient", ""));
        for (int i = 0; i < 5000; i++) {
            entries.add(post(
                    "", "Observation", ",'status':'final','subject':{'reference':'urn:uuid:big'},'valueInteger':" + i));
        }

        List<Entry> stored = submit(entries.toArray(String[]::new));

        assertThat(stored).hasSize(5001);
        String patient = stored.getFirst().version().id().id();
        assertThat(store.searches
                        .search(
                                new Searches.Search(
                                        Optional.of("Observation"),
                                        "patient=" + patient + "&_summary=count",
                                        false,
                                        Optional.empty()),
                                ALL)
                        .total())
                .hasValue(5000);
    }
}
