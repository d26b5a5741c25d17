package org.consentry.gateway.record.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

class PostedParametersTests {
    private final StoreFixture store = new StoreFixture();

    @AfterEach
    void close() {
        store.close();
    }

    private static String parameter(String code, String base, String type, String expression) {
        return "{'resourceType':'SearchParameter','status':'active','url':'http://example.org/sp/x','name':'x',"
                + "'description':'x','code':'" + code + "','base':['" + base + "'],'type':'" + type
                + "','expression':\"" + expression.replace("'", "\\u0027") + "\"}";
    }

    @ParameterizedTest(name = "{0} on {1} as {2}: {3}")
    @CsvSource(
            delimiter = '~',
            value = {
                "color~Patient~token~Patient.name.exists()~expression",
                "color~Patient~token~Patient.nothing~expression",
                "color~Patient~token~Patient.name.where(use='a' or true)~expression",
                "color~Patient~token~%resource~expression",
                "color~Patient~token~~expression",
                "color~Patient~date~Patient.gender~expression",
                "color~Patient~token~((((((((((~expression",
                "gender~Patient~token~Patient.gender~code",
                "_id~Patient~token~Patient.gender~code",
                "a b~Patient~token~Patient.gender~code",
                "color~Nonsense~token~Patient.gender~base",
                "color~Patient~composite~Patient.gender~type",
                "color~Patient~special~Patient.gender~type"
            })
    void refusesWhatItCannotIndex(String code, String base, String type, String expression, String element) {
        String json =
                parameter(code, base, type, Optional.ofNullable(expression).orElse(""));

        assertThatThrownBy(() -> store.put("SearchParameter/p", json))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(ProblemKind.UNPROCESSABLE);
                    assertThat(problem.expression()).isEqualTo("SearchParameter." + element);
                });
    }

    @Test
    void refusesACodeThatAnotherDefines() {
        store.put("SearchParameter/p", parameter("color", "Patient", "token", "Patient.gender"));

        assertThatThrownBy(
                        () -> store.put("SearchParameter/q", parameter("color", "Patient", "token", "Patient.gender")))
                .isInstanceOf(Problem.class);
    }

    @Test
    void indexesNewWritesAtOnceAndOldOnesByTheJob() {
        store.put("Patient/old", patient("blue"));
        store.put(
                "SearchParameter/p",
                parameter("eye-color", "Patient", "token", "Patient.extension('urn:eye').value.ofType(Coding)"));
        store.put("Patient/new", patient("blue"));

        assertThat(store.find("Patient", "eye-color=urn:eyes%7Cblue")).containsExactly("new");
        assertThat(store.find("Patient", "eye-color:missing=true")).containsExactly("old");

        assertThat(store.store.upkeep().work(Duration.ZERO)).isTrue();

        assertThat(store.find("Patient", "eye-color=blue")).containsExactlyInAnyOrder("old", "new");
        assertThat(store.find("Patient", "eye-color=green")).isEmpty();
        assertThat(store.find("Patient", "_sort=eye-color")).hasSize(2);
        Upkeep.Status status = store.store.upkeep().status(Upkeep.Kind.REINDEX, Optional.empty());
        assertThat(status.state()).isEqualTo("done");
        assertThat(status.missing()).isEqualTo(1);
        assertThat(status.surplus()).isZero();
        assertThat(status.damaged()).isZero();
    }

    private static String patient(String eyes) {
        return "{'resourceType':'Patient','extension':[{'url':'urn:eye','valueCoding':{'system':'urn:eyes','code':'"
                + eyes + "'}},{'url':'urn:other','valueCoding':{'code':'green'}}]}";
    }

    @Test
    void forgetsAParameterThatIsDeletedOrRetired() {
        store.put("SearchParameter/p", parameter("color", "Patient", "token", "Patient.gender"));
        store.put("Patient/a", "{'resourceType':'Patient','gender':'male'}");
        assertThat(store.find("Patient", "color=male")).containsExactly("a");

        store.put(
                "SearchParameter/p",
                parameter("color", "Patient", "token", "Patient.gender").replace("active", "retired"));

        assertThatThrownBy(() -> store.find("Patient", "color=male")).isInstanceOf(Problem.class);
        store.put("SearchParameter/p", parameter("color", "Patient", "token", "Patient.gender"));
        assertThat(store.find("Patient", "color=male")).containsExactly("a");
        store.records.write(
                List.of(new Write.Delete(new ResourceId("SearchParameter", "p"), OptionalLong.empty())),
                by(HOSPITAL_A));
        assertThatThrownBy(() -> store.find("Patient", "color=male"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.text()).contains("gender"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Observation~date~Observation.effective~2026-01-01",
                "Observation~date~(Observation.effective as dateTime)~2026-01-01",
                "Observation~date~Observation.effective.as(dateTime) | Observation.issued~2026-01-01",
                "Observation~string~Observation.note.text~beg",
                "Observation~quantity~Observation.component.where(dataAbsentReason='x').value.ofType(Quantity) | Observation.value.ofType(Quantity)~5",
                "Observation~reference~Observation.subject.where(resolve() is Group)~Group/g",
                "Observation~token~Observation.component.code | Condition.code~c1",
                "Observation~uri~Observation.instantiates | Observation.meta.profile~urn:p",
                "Observation~token~Observation.category.first().coding~k1"
            })
    void understandsTheCommonForms(String base, String type, String expression, String value) {
        boolean unknown = expression.contains("instantiates");
        String text = parameter("mine", base, type, unknown ? "Observation.meta.profile" : expression);
        store.put("SearchParameter/p", text);
        store.put(
                "Observation/o",
                "{'resourceType':'Observation','status':'final','meta':{'profile':['urn:p']},'subject':{'reference':'Group/g'},"
                        + "'category':[{'coding':[{'code':'k1'}]},{'coding':[{'code':'k2'}]}],"
                        + "'effectiveDateTime':'2026-01-01','note':[{'text':'Begins so'}],'valueQuantity':{'value':5},"
                        + "'component':[{'code':{'coding':[{'code':'c1'}]}}]}");

        assertThat(store.find(base, "mine=" + value)).containsExactly("o");
        assertThat(store.find(base, "mine=" + (type.equals("token") ? "k2" : value)))
                .hasSize(type.equals("token") ? 0 : 1);
    }

    @Test
    void findsAndMendsWhatWasChangedBehindTheStore() {
        store.put("Patient/a", "{'resourceType':'Patient','gender':'male','birthDate':'1970-01-01'}");
        store.put(
                "Observation/o", "{'resourceType':'Observation','status':'final','subject':{'reference':'Patient/a'}}");
        JdbcTemplate jdbc = new JdbcTemplate(store.database.dataSource());
        jdbc.update("DELETE FROM date");
        jdbc.update("INSERT INTO token VALUES (1, 2, 3, 4, 5)");
        jdbc.update("UPDATE resource SET version = 7 WHERE id = 'o'");

        Upkeep upkeep = store.store.upkeep();
        String check = upkeep.start(Upkeep.Kind.INTEGRITY);
        assertThat(upkeep.work(Duration.ZERO)).isTrue();
        Upkeep.Status found = upkeep.status(Upkeep.Kind.INTEGRITY, Optional.of(check));

        assertThat(found.resources()).isEqualTo(2);
        assertThat(found.missing()).isEqualTo(1);
        assertThat(found.surplus()).isEqualTo(1);
        assertThat(found.damaged()).isEqualTo(1);
        assertThat(found.findings()).anyMatch(f -> f.startsWith("Observation/o: its body"));
        assertThat(store.find("Patient", "birthdate=1970")).isEmpty();

        upkeep.start(Upkeep.Kind.REINDEX);
        upkeep.work(Duration.ZERO);

        assertThat(store.find("Patient", "birthdate=1970")).containsExactly("a");
        assertThat(jdbc.queryForObject("SELECT count(*) FROM token WHERE parameter = 1", Integer.class))
                .isZero();
        assertThat(upkeep.work(Duration.ZERO)).isFalse();
    }

    @Test
    void goesOnWhereAnotherWasWhenItFellSilent() {
        for (int i = 0; i < 30; i++) {
            store.put("Patient/p" + i, "{'resourceType':'Patient','gender':'male'}");
        }
        JdbcTemplate jdbc = new JdbcTemplate(store.database.dataSource());
        Upkeep upkeep = store.store.upkeep();
        String id = upkeep.start(Upkeep.Kind.INTEGRITY);
        jdbc.update(
                "UPDATE upkeep_job SET state = 'running', holder = 'gone', leased_until = now() - interval '1 second', "
                        + "resources = 20, (subject, rid) = (SELECT subject, rid FROM (SELECT subject, rid FROM resource "
                        + "ORDER BY subject, rid LIMIT 20) s ORDER BY subject DESC LIMIT 1)");

        assertThat(upkeep.work(Duration.ZERO)).isTrue();

        assertThat(upkeep.status(Upkeep.Kind.INTEGRITY, Optional.of(id)).resources())
                .isEqualTo(30);
    }
}
