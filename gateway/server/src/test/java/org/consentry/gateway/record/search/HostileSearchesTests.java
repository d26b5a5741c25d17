package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.index.AmountRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nobody would ask: refused or answered in less than a second, told by the parameter's name and never by its value. */
class HostileSearchesTests {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put(
                "Patient/p",
                "{'resourceType':'Patient','name':[{'family':'" + "a".repeat(500) + "'}],'birthDate':'1970-01-01'}");
        store.put(
                "Observation/o",
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/p'}}");
        store.find("Patient", "name=a");
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Observation~date~SECRET",
                "Observation~date~xx2026",
                "Observation~date~2026-13-45",
                "Observation~date~ge",
                "Observation~date~2026-02-30T99:99:99Z",
                "Observation~value-quantity~SECRET",
                "Observation~value-quantity~5|SECRET",
                "Observation~value-quantity~1e99999999",
                "Observation~value-quantity~zz5",
                "RiskAssessment~probability~0x10",
                "RiskAssessment~probability~1e2147483648",
                "RiskAssessment~probability~NaN",
                "Observation~code~SECRET|b|c",
                "Observation~subject~SECRET SECRET",
                "Observation~code:missing~SECRET",
                "Observation~code-value-quantity~SECRET",
                "Observation~code-value-quantity~a$SECRET",
                "Patient~identifier:of-type~SECRET",
                "Patient~_lastUpdated~SECRET",
                "Patient~_count~SECRET",
                "Patient~_count~-1",
                "Patient~_total~SECRET",
                "Patient~_summary~SECRET",
                "Patient~_sort~SECRET",
                "Patient~_include~SECRET",
                "Patient~_elements~<SECRET>",
                "Patient~_has~SECRET",
                "Location~near~SECRET|1"
            })
    void refusesWithoutEchoing(String type, String name, String value) {
        assertThatThrownBy(() -> store.find(type, name + "=" + encoded(value)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind().status()).isBetween(400, 499);
                    assertThat(problem.text() + problem.expression()).doesNotContain("SECRET");
                    assertThat(problem.expression()).isEqualTo(name);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "name~%",
                "name~\\",
                "name:contains~____",
                "name~'",
                "name:exact~$1",
                "identifier~\\|",
                "birthdate~ne0001",
                "birthdate~lt9999-12-31"
            })
    void takesSignsForWhatTheyAre(String name, String value) {
        assertThat(store.find("Patient", encoded(name) + "=" + encoded(value)).size())
                .isLessThan(2);
    }

    @Test
    void refusesNullCharacters() {
        assertThatThrownBy(() -> store.find("Patient", "name=a%00b")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> store.find("Patient", "_id=a%00b")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> store.find("Patient", "na%00me=a")).isInstanceOf(Problem.class);
    }

    @Test
    void refusesTenThousandParametersAtOnce() {
        bounded("name=a&".repeat(10_000));
        bounded("name=" + "a,".repeat(10_000));
        bounded("_sort=" + "name,".repeat(10_000));
        bounded("_elements=" + "name,".repeat(10_000));
        bounded("_include=Patient:organization&".repeat(10_000));
        bounded("organization.".repeat(10_000) + "name=a");
        bounded("_has:Observation:patient:".repeat(10_000) + "code=a");
        bounded("nonsense=a&".repeat(10_000));
    }

    @Test
    void staysQuickWhateverTheTextIs() {
        for (String text : new String[] {
            "a".repeat(90_000),
            "%".repeat(30_000),
            "_".repeat(30_000),
            "\\".repeat(30_000),
            "|".repeat(150),
            "\u0301".repeat(30_000),
            "9".repeat(50_000),
            "1e".repeat(30_000),
            "2026-".repeat(20_000),
            "(".repeat(50_000),
            " ".repeat(50_000) + "x"
        }) {
            for (String name : new String[] {
                "name",
                "name:contains",
                "name:exact",
                "identifier",
                "birthdate",
                "general-practitioner",
                "_id",
                "_text",
                "_content",
                "_lastUpdated",
                "_profile:below",
                "_tag",
                "phonetic",
                "_sort",
                "_include",
                "_elements",
                "_list"
            }) {
                bounded(name + "=" + encoded(text));
            }
        }
    }

    @Test
    void staysQuickWhateverTextIsStored() {
        store.put(
                "Patient/brackets",
                "{'resourceType':'Patient','name':[{'text':'" + "<".repeat(500_000)
                        + "'}],'text':{'status':'generated','div':'" + "<a".repeat(500_000) + "'}}");
        store.put(
                "Patient/tagged",
                "{'resourceType':'Patient','text':{'status':'generated','div':'a > b <br/>told<b>hidden'}}");

        bounded("_content=nobody");
        bounded("_text=nobody");
        assertThat(store.find("Patient", "_text=told%20hidden")).containsExactly("tagged");
        assertThat(store.find("Patient", "_text=br")).isEmpty();
    }

    @Test
    void readsAnExponentAsR4sExampleDoes() {
        assertThat(AmountRange.parse("1e2")).hasValue(new AmountRange(95, 100, 105));
        assertThat(AmountRange.parse("100")).hasValue(new AmountRange(99.5, 100, 100.5));
        assertThat(AmountRange.parse("5.40")).hasValue(new AmountRange(5.395, 5.4, 5.405));
        assertThat(AmountRange.parse("5.40e-3")).hasValue(new AmountRange(0.005395, 0.0054, 0.005405));
    }

    @Test
    void neverFailsOnNoise() {
        Random random = new Random(5);
        String signs = "aA0-_.:|$,\\%+='\"<>{}[]()éπ\uD83D\uDE00*/?&#~ \t\n";
        String[] names = {
            "name",
            "name:exact",
            "identifier",
            "birthdate",
            "organization",
            "organization.name",
            "_has:Observation:patient:code",
            "_id",
            "_lastUpdated",
            "_sort",
            "_include",
            "_count",
            "_tag",
            "_profile",
            "_source",
            "_list",
            "_text",
            "phonetic"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                int at = random.nextInt(signs.codePointCount(0, signs.length()));
                value.appendCodePoint(signs.codePointAt(signs.offsetByCodePoints(0, at)));
            }
            String name = names[random.nextInt(names.length)] + (random.nextInt(10) == 0 ? ":" + value : "");
            bounded(encoded(name) + "=" + encoded(value.toString()));
        }
    }

    /** Answered or refused, in time. */
    private static void bounded(String query) {
        long from = System.nanoTime();
        try {
            store.find("Patient", query);
        } catch (Problem refused) {
            assertThat(refused.kind().status()).isBetween(400, 499);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .as(query.substring(0, Math.min(60, query.length())))
                .isLessThan(BOUND);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
