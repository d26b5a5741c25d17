package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.journal.Journal;
import org.consentry.gateway.record.row.RowIds;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Subjects;
import org.consentry.gateway.record.upkeep.PostedParameters;
import org.consentry.gateway.record.upkeep.UpkeepJobs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * How PostgreSQL carries out the searches that people make, as it tells itself while it does. Of a row it asks that row's
 * index entries: an EXISTS was once answered from a list of all rows with a common value, made for every search (611 ms
 * where 8 do). And each of them can be carried out without reading a table from end to end.
 */
class PlansTests {
    private static final int PATIENTS = 2_200;
    private static final Pattern WHOLE =
            Pattern.compile("Seq Scan on (resource|version|token|string|date|quantity|reference|directory)_\\d");

    private static final StoreFixture STORE = new StoreFixture();
    private static final List<String> PLANS = new ArrayList<>();
    private static SingleConnectionDataSource connection;
    private static JdbcSearches searches;

    @BeforeAll
    static void fill() throws SQLException {
        List<Integer> numbers = IntStream.range(0, PATIENTS).boxed().toList();
        write(numbers.stream().map(PlansTests::patient));
        write(numbers.stream().flatMap(i -> Stream.of(observation(i, "first"), observation(i, "second"))));
        Connection one = STORE.database.dataSource().getConnection();
        try (Statement statement = one.createStatement()) {
            statement.execute("ANALYZE");
            // As the gateway's pool has it, and with what would be read from end to end made dearer than anything else.
            statement.execute("SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off");
            statement.execute("LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; "
                    + "SET auto_explain.log_level = notice; SET client_min_messages = notice");
        }
        connection = new SingleConnectionDataSource(one, true);
        searches = searches(connection);
    }

    @AfterAll
    static void close() {
        connection.destroy();
        STORE.close();
    }

    private static void write(Stream<Write> writes) {
        STORE.records.write(writes.toList(), by(HOSPITAL_A));
    }

    private static Write patient(int i) {
        return put(
                "Patient/p" + i,
                "{'resourceType':'Patient','identifier':[{'system':'urn:p','value':'" + i + "'}],'name':[{'family':'f"
                        + i % 40 + "','given':['g" + i % 7 + "']}],'gender':'" + (i % 9 == 0 ? "female" : "male")
                        + "','birthDate':'19" + (10 + i % 90) + "-02-03'}");
    }

    private static Write observation(int i, String code) {
        return put(
                "Observation/o" + i + code,
                "{'resourceType':'Observation','status':'final','category':[{'coding':[{'system':'urn:k','code':'vital'}]}],"
                        + "'code':{'coding':[{'system':'urn:c','code':'" + code
                        + "'}]},'subject':{'reference':'Patient/p"
                        + i + "'},'effectiveDateTime':'20" + (10 + i % 15) + "-0" + (1 + i % 9)
                        + "-05','valueQuantity':{'value':" + i % 200 + ",'unit':'mm'}}");
    }

    private static Write put(String reference, String json) {
        return new Write.Put(ResourceId.parse(reference), json(json), OptionalLong.empty());
    }

    /** The searches of a store, on one connection that tells its plans. */
    private static JdbcSearches searches(DataSource source) {
        JdbcTemplate jdbc = new Telling(source);
        PostedParameters posted = new PostedParameters(jdbc, new UpkeepJobs(jdbc));
        Journal journal = new Journal(
                jdbc, new JdbcTransactionManager(source), new RowIds(Clock.systemUTC()), (papers, by) -> {});
        return new JdbcSearches(
                new RowReader(jdbc),
                new Subjects(jdbc),
                new Catalog(posted::current, posted::refresh),
                RecordSettings.defaults(),
                StoreFixture.BASE,
                Clock.systemUTC(),
                journal,
                KnownValueSets.NONE);
    }

    private static final class Telling extends JdbcTemplate {
        Telling(DataSource source) {
            super(source);
            setIgnoreWarnings(false);
        }

        @Override
        protected void handleWarnings(@Nullable SQLWarning warning) {
            for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
                PLANS.add(String.valueOf(each.getMessage()));
            }
        }
    }

    static Stream<String> searches() {
        return Stream.of(
                "Patient?",
                "Patient?name=f1",
                "Patient?name=f1&gender=male",
                "Patient?family=f1&given=g2",
                "Patient?identifier=urn:p|17",
                "Patient?gender=male&birthdate=ge1950",
                "Patient?gender=male&_sort=family",
                "Patient?gender=male&_sort=-birthdate",
                "Patient?gender:not=female&_sort=family,given",
                "Patient?_has:Observation:patient:code=urn:c|first",
                "Patient?_has:Observation:patient:code=urn:c|first&gender=male",
                "Observation?code=urn:c|first",
                "Observation?code=urn:c|first&status=final",
                "Observation?code=urn:c|first&status:not=amended",
                "Observation?category=vital&status=final",
                "Observation?category=vital&code=urn:c|second&date=ge2015",
                "Observation?code=urn:c|first&date=ge2012&date=lt2020",
                "Observation?code=urn:c|first&_sort=-date",
                "Observation?category=vital&status=final&_sort=-date",
                "Observation?code=urn:c|first&_sort=value-quantity",
                "Observation?code=urn:c|first&status=final&_sort=-value-quantity,date",
                "Observation?code=urn:c|first&value-quantity=gt5",
                "Observation?status=final&category:missing=false",
                "Observation?patient=p17",
                "Observation?patient=p17&code=urn:c|first",
                "Observation?patient=p17&category=vital&_sort=-date",
                "Observation?patient.identifier=urn:p|17",
                "Observation?subject:Patient.name=f1&code=urn:c|first",
                "Observation?code=urn:c|first&_include=Observation:subject");
    }

    @ParameterizedTest
    @MethodSource("searches")
    void asksOfARowItsOwnEntriesAndReadsNoTableWhole(String search) {
        for (Visibility visibility : List.of(ALL, new Visibility.Limited(Optional.of(HOSPITAL_A), List.of()))) {
            PLANS.clear();
            String[] parts = search.split("\\?", 2);

            Searches.Page page = searches.search(
                    new Searches.Search(
                            Optional.of(parts[0]), parts.length > 1 ? parts[1] : "", false, Optional.empty()),
                    visibility);

            assertThat(page.matches()).isNotEmpty();
            assertThat(PLANS).as("plans were told").anyMatch(plan -> plan.contains("resource_"));
            assertThat(PLANS).noneMatch(plan -> plan.contains("hashed SubPlan")).noneMatch(plan -> WHOLE.matcher(plan)
                    .find());
        }
    }
}
