package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Parquet and views, opened with what analysts open them with. */
class TablesIT {
    private static final String RATES = "{'resourceType':'ViewDefinition','name':'rates','resource':'Observation',"
            + "'select':[{'column':[{'name':'patient','path':'subject.getReferenceKey()'},"
            + "{'name':'rate','path':'value.ofType(Quantity).value','type':'decimal'},"
            + "{'name':'normal','path':'value.ofType(Quantity).value < 100','type':'boolean'},"
            + "{'name':'code','path':'code.coding.first().code','type':'code'}]}]}";
    private static final int PATIENTS = 5;

    private static LiveGateway gateway;
    private static ExportClient analyst;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        String a = gateway.member("hospital-a");
        for (int i = 0; i < PATIENTS; i++) {
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Patient/flat-" + i,
                            "{'resourceType':'Patient','id':'flat-" + i
                                    + "','active':true,'name':[{'family':'Tabular'}],'gender':'male',"
                                    + "'multipleBirthInteger':2,'birthDate':'19" + (i == 0 ? "20" : "80") + "-03-04'}"),
                    201);
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Observation/flat-" + i,
                            "{'resourceType':'Observation','id':'flat-" + i
                                    + "','status':'final','code':{'coding':[{'system':'http://loinc.org',"
                                    + "'code':'8867-4'}]},'subject':{'reference':'Patient/flat-" + i
                                    + "'},'effectiveDateTime':'2026-01-02','valueQuantity':{'value':" + (60 + 10 * i)
                                    + ".5,'unit':'/min'}}"),
                    201);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private Path fetched(String url, String name) throws IOException, InterruptedException {
        HttpResponse<Path> file = HttpClient.newHttpClient()
                .send(
                        gateway.request(analyst.token, url).build(),
                        HttpResponse.BodyHandlers.ofFile(folder.resolve(name)));
        assertThat(file.statusCode()).isEqualTo(200);
        return file.body();
    }

    private static String asked(String sql) throws SQLException {
        try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void exportsParquetThatDuckDbReadsWithTheSameCountsAndJoins() throws Exception {
        JsonNode lines = analyst.manifest("/fhir/$export?_type=Patient,Observation");
        JsonNode manifest = analyst.manifest(
                "/fhir/$export?_type=Patient,Observation&_outputFormat=application%2Fvnd.apache.parquet");

        String patients = "";
        String observations = "";
        for (JsonNode file : manifest.path("output")) {
            String type = file.path("type").asString("");
            Path path = fetched(file.path("url").asString(""), type + ".parquet");
            if (type.equals("Patient")) {
                patients = path.toString();
            } else {
                observations = path.toString();
            }
            assertThat(file.path("url").asString("")).endsWith(".parquet");
        }
        assertThat(asked("select count(*) from '" + patients + "'"))
                .isEqualTo("" + analyst.lines(lines, "Patient").size())
                .isEqualTo("" + PATIENTS);
        assertThat(asked("select count(*) from '" + patients + "' p join '" + observations
                        + "' o on o.subject->>'$.reference' = 'Patient/' || p.id where p.active "
                        + "and (o.valueQuantity->>'$.value')::double > 60"))
                .isEqualTo("" + PATIENTS);
        assertThat(asked("select typeof(active) || typeof(multipleBirthInteger) || typeof(gender) from '" + patients
                        + "'"))
                .isEqualTo("BOOLEANINTEGERVARCHAR");
        // What has fields is reached into by dots.
        assertThat(asked("select any_value(typeof(code)) || ' ' || count(*) from '" + observations
                        + "' where code.coding[0].code::text = '\"8867-4\"' and valueQuantity.value::double > 60"))
                .isEqualTo("JSON " + PATIENTS);
        assertThat(asked("select string_agg(birthDate, ',' order by birthDate) from '" + patients + "'"))
                .isEqualTo("1980,1980,1980,1980");
        assertThat(asked("select count(*) from '" + patients + "' where primitiveExtensions is not null"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"csv", "json", "ndjson", "parquet"})
    void runsAViewOverDeidentifiedResources(String format) throws Exception {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        gateway.request(
                                        analyst.token,
                                        "/fhir/$viewdefinition-run?_format=" + format,
                                        "Content-Type",
                                        "application/fhir+json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(parameters(view(RATES))))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Path file = java.nio.file.Files.write(folder.resolve("rates." + format), answer.body());

        assertThat(asked("select count(*) || ' ' || sum(rate)::varchar || ' ' || count(*) filter (normal) from '" + file
                        + "' where code = '8867-4'"))
                .isEqualTo(PATIENTS + " 402.5 4");
        assertThat(asked("select count(*) from '" + file + "' where patient like '%flat-%'"))
                .isEqualTo("0");
    }

    @Test
    void exportsViewsAsAJob() throws Exception {
        String adults = "{'resourceType':'ViewDefinition','resource':'Patient','select':[{'column':["
                + "{'name':'id','path':'getResourceKey()'},{'name':'born','path':'birthDate','type':'date'}]}]}";
        HttpResponse<String> started = gateway.post(
                analyst.token,
                "/fhir/ViewDefinition/$viewdefinition-export",
                parameters(
                        "{'name':'view','part':[{'name':'name','valueString':'rates'}," + view(RATES) + "]}",
                        "{'name':'view','part':[{'name':'name','valueString':'people'}," + view(adults) + "]}",
                        "{'name':'_format','valueCode':'parquet'}"));

        JsonNode done = LiveGateway.expect(analyst.finished(ExportClient.job(started)), 200);

        StringBuilder from = new StringBuilder();
        for (JsonNode parameter : done.path("parameter")) {
            if (parameter.path("name").asString("").equals("output")) {
                String name = parameter.at("/part/0/valueString").asString("");
                Path path = fetched(parameter.at("/part/1/valueUri").asString(""), name + ".parquet");
                from.append(from.isEmpty() ? "" : " join ").append("'" + path + "' " + name);
            }
        }
        assertThat(asked("select count(*) from " + from + " on rates.patient = people.id"))
                .isEqualTo("" + PATIENTS);
    }

    @Test
    void makesTablesOfWhatAnybodySends() {
        HttpResponse<String> answer = gateway.post(
                gateway.member("hospital-b"),
                "/fhir/ViewDefinition/$viewdefinition-run",
                parameters(
                        view(RATES),
                        "{'name':'resource','resource':{'resourceType':'Observation','status':'final','code':{'coding':"
                                + "[{'code':'x, \\\"y\\\"'}]},'valueQuantity':{'value':7}}}"),
                "Accept",
                "text/csv");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(answer.body()).isEqualTo("patient,rate,normal,code\r\n,7,true,\"x, \"\"y\"\"\"\r\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'ViewDefinition','select':[]}|422|resource",
                "{'resourceType':'ViewDefinition','resource':'Patient','select':[{'column':[{'name':'a','path':'nonsense('}]}]}"
                        + "|422|ViewDefinition",
                "{'resourceType':'ViewDefinition','resource':'Consent','select':[{'column':[{'name':'a','path':'id'}]}]}"
                        + "|422|_type"
            })
    void refusesViewsItDoesNotUnderstand(String view, int status, String named) {
        HttpResponse<String> answer = gateway.post(analyst.token, "/fhir/$viewdefinition-run", parameters(view(view)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(named);
    }

    @Test
    void showsTheStoreToAnalystsOnlyAndWithinTheirScopes() {
        String body = parameters(view(RATES));
        ExportClient narrow = ExportClient.named(gateway, "narrow", "system/Patient.rs");

        assertThat(gateway.post(gateway.member("hospital-a"), "/fhir/$viewdefinition-run", body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.post(narrow.token, "/fhir/$viewdefinition-run", body).statusCode())
                .isEqualTo(403);
        assertThat(gateway.post("", "/fhir/$viewdefinition-run", body).statusCode())
                .isEqualTo(401);
        assertThat(gateway.post(analyst.token, "/fhir/$viewdefinition-run?_format=xlsx", body)
                        .statusCode())
                .isIn(400, 406);
        assertThat(gateway.post(analyst.token, "/fhir/$viewdefinition-run?_limit=-1", body)
                        .statusCode())
                .isEqualTo(400);
    }

    private static String view(String definition) {
        return "{'name':'viewResource','resource':" + definition + "}";
    }

    private static String parameters(String... parameters) {
        return ("{'resourceType':'Parameters','parameter':["
                        + String.join(
                                ",",
                                java.util.Arrays.stream(parameters)
                                        .map(p -> p.startsWith("{'name'") ? p : "{'name':'view','part':[" + p + "]}")
                                        .toList())
                        + "]}")
                .replace('\'', '"');
    }
}
