package org.consentry.gateway.record.upkeep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ExpressionCompiler;
import org.consentry.gateway.record.definition.NotUnderstood;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.row.Content;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Search parameters that were posted here. An active SearchParameter is in force with the transaction that stores it:
 * new writes are indexed by it at once, and a re-index job brings in what is there. Other replicas know of it within
 * {@link #AGE}; what they write meanwhile is found by the job, which begins later than that.
 */
public final class PostedParameters implements WriteParticipant {
    static final Duration AGE = Duration.ofSeconds(1);
    private static final int MOST = 200;
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9\\-]{0,63}");
    private static final Set<ParameterKind> KINDS = Set.of(
            ParameterKind.TOKEN,
            ParameterKind.STRING,
            ParameterKind.DATE,
            ParameterKind.NUMBER,
            ParameterKind.QUANTITY,
            ParameterKind.REFERENCE,
            ParameterKind.URI);

    private final JdbcTemplate jdbc;
    private final UpkeepJobs jobs;
    private final ExpressionCompiler compiler = new ExpressionCompiler();
    private volatile Known known = new Known(List.of(), List.of(), 0, false);

    public PostedParameters(JdbcTemplate jdbc, UpkeepJobs jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    private record Stored(String type, String code, String kind, String expression, List<String> targets) {}

    private record Known(List<Stored> stored, List<SearchParameter> parameters, long readAt, boolean fresh) {}

    /** What is in force; the same list as long as nothing changed. Never asks the database. */
    public List<SearchParameter> current() {
        return known.parameters();
    }

    /** Asks the database when what is known is older than {@link #AGE}. */
    public void refresh() {
        Known now = known;
        if (!now.fresh() || System.nanoTime() - now.readAt() > AGE.toNanos()) {
            load();
        }
    }

    private void load() {
        Known now = known;
        List<Stored> stored = read();
        List<SearchParameter> parameters = stored.equals(now.stored())
                ? now.parameters()
                : stored.stream().map(this::compiled).toList();
        known = new Known(stored, parameters, System.nanoTime(), true);
    }

    private List<Stored> read() {
        return jdbc.query(
                "SELECT type, code, kind, expression, targets FROM search_parameter ORDER BY type, code",
                (row, index) -> new Stored(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), List.of((String[])
                                row.getArray(5).getArray())));
    }

    private SearchParameter compiled(Stored stored) {
        ParameterKind kind = ParameterKind.valueOf(stored.kind());
        return new SearchParameter(
                stored.type(),
                stored.code(),
                kind,
                SearchParameter.key(stored.type(), stored.code()),
                compiler.compile(stored.type(), kind, stored.expression()).orElse(List.of()),
                stored.targets(),
                List.of(),
                List.of());
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        boolean changed = false;
        for (StoredVersion version : batch.versions()) {
            if (version.id().type().equals("SearchParameter")) {
                changed |= take(version);
            }
        }
        if (changed) {
            jobs.add(UpkeepJobs.Kind.REINDEX);
            // Seen before it is committed: should it be rolled back, the next refresh takes it back.
            load();
        }
    }

    /** @return whether something is or was in force */
    private boolean take(StoredVersion version) {
        boolean was = jdbc.update(
                        "DELETE FROM search_parameter WHERE resource = ?",
                        version.id().id())
                > 0;
        if (version.change() == StoredVersion.Change.DELETED) {
            return was;
        }
        ObjectNode json = Content.parse(version.json());
        if (!json.path("status").stringValue("").equals("active")) {
            return was;
        }
        check(version.id().id(), json);
        return true;
    }

    private void check(String id, ObjectNode json) {
        String code = json.path("code").stringValue("");
        if (!CODE.matcher(code).matches()) {
            throw refused("code", "a letter and then at most 63 letters, digits or '-'");
        }
        ParameterKind kind = kind(json.path("type").stringValue(""));
        List<String> bases = new ArrayList<>();
        json.path("base").forEach(base -> bases.add(base.stringValue("")));
        if (bases.isEmpty() || bases.size() > MOST || !Definitions.r4().types().containsAll(bases)) {
            throw refused("base", "names of resource types");
        }
        List<String> targets = new ArrayList<>();
        for (JsonNode target : json.path("target")) {
            targets.add(target.stringValue(""));
        }
        if (!Definitions.r4().types().containsAll(targets)) {
            throw refused("target", "names of resource types");
        }
        String expression = json.path("expression").stringValue("");
        for (String base : bases) {
            add(id, base, code, kind, expression, targets);
        }
        Long count = jdbc.queryForObject("SELECT count(*) FROM search_parameter", Long.class);
        if (count != null && count > MOST) {
            throw refused("base", "at most " + MOST + " search parameters are in force at a time");
        }
    }

    private static ParameterKind kind(String type) {
        return KINDS.stream()
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(type))
                .findFirst()
                .orElseThrow(() -> refused("type", "number, date, string, token, reference, quantity or uri"));
    }

    private void add(String id, String base, String code, ParameterKind kind, String expression, List<String> targets) {
        if (Definitions.r4().parameter(base, code).isPresent() || NotUnderstood.ALWAYS.contains(code)) {
            throw refused("code", "R4 defines this parameter for " + base);
        }
        if (compiler.compile(base, kind, expression).isEmpty()) {
            throw refused(
                    "expression",
                    "not understood for " + base + ": element names, as, ofType, where(field = 'value'), "
                            + "where(resolve() is Type), extension('url'), first() and unions that lead to a "
                            + kind.name().toLowerCase(Locale.ROOT));
        }
        int added = jdbc.update(
                "INSERT INTO search_parameter (type, code, resource, kind, expression, targets) VALUES (?, ?, ?, ?, ?, ?) "
                        + "ON CONFLICT DO NOTHING",
                base,
                code,
                id,
                kind.name(),
                expression,
                targets.toArray(String[]::new));
        if (added == 0) {
            throw refused("code", "another SearchParameter defines it for " + base);
        }
    }

    private static Problem refused(String element, String message) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "SearchParameter." + element, message);
    }
}
