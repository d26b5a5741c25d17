package org.consentry.mappers.csv;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.GsonTrees;
import org.consentry.mappers.identity.StableIds;
import org.consentry.mappers.r4.Rules;
import org.consentry.mappers.transaction.Entries;
import org.consentry.mappers.transaction.LongTexts;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Some rows on their way to a Bundle. */
final class Chunk {

    private static final int MOST_ISSUES = 200;
    private static final String COLUMN = "https://consentry.org/fhir/StructureDefinition/csv-column";
    private static final String BEYOND = "beyond the header";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Integer> header;
    private final CsvLayout layout;
    final ConversionContext context;
    final StableIds ids;
    private final Map<String, Built> built = new LinkedHashMap<>();
    private final List<ConversionIssue> issues = new ArrayList<>();
    private final Map<FieldOutcome, Integer> counts = new LinkedHashMap<>();
    private int rows;
    private int size;
    private long firstLine;

    /** A resource being built, with its business key. */
    private record Built(ObjectNode tree, String key, boolean mention, String place) {}

    Chunk(Map<String, Integer> header, CsvLayout layout, ConversionContext context) {
        this.header = header;
        this.layout = layout;
        this.context = context;
        ids = new StableIds(context.tenant());
    }

    int rows() {
        return rows;
    }

    void add(Row row, int size) {
        this.size += row.size();
        if (rows++ == 0) {
            firstLine = row.line();
        }
        if (size > header.size()) {
            issue(
                    IssueSeverity.WARNING,
                    "line " + row.line(),
                    "too-many-fields",
                    "The row has more fields than the header");
        }
        ObjectNode owner = null;
        boolean made = false;
        for (ResourceRule rule : layout.resources()) {
            if (rule.when() == null || rule.when().holds(row)) {
                made = true;
                ObjectNode tree = build(rule, row);
                owner = owner == null && !rule.mention() ? tree : owner;
            }
        }
        account(row, owner);
        if (!made) {
            issue(
                    IssueSeverity.WARNING,
                    "line " + row.line(),
                    "row-without-resource",
                    "No rule of the layout takes this row");
        }
    }

    private @Nullable ObjectNode build(ResourceRule rule, Row row) {
        String key = rule.key(row);
        if (key == null) {
            if (!rule.mention()) {
                issue(
                        IssueSeverity.ERROR,
                        row.place(rule.key().get(0)),
                        "no-key",
                        "The row has no key for a " + rule.type());
            }
            return null;
        }
        rule.key().forEach(row::read);
        String target = rule.type() + "/" + ids.id(rule.type(), key);
        Built known = built.get(target);
        if (known == null || (known.mention() && !rule.mention())) {
            ObjectNode tree = JSON.createObjectNode();
            tree.put("resourceType", rule.type());
            known = new Built(tree, key, rule.mention(), "line " + row.line());
            built.put(target, known);
        } else if (rule.mention()) {
            return known.tree();
        }
        new FieldSetter(this, row, known.tree()).set(rule.fields());
        return known.tree();
    }

    /** True if this chunk has the resource. */
    boolean has(String target) {
        return built.containsKey(target);
    }

    /** What nobody read is kept, or ignored by a rule with a name. */
    private void account(Row row, @Nullable ObjectNode owner) {
        for (String column : header.keySet()) {
            String value = row.get(column);
            String rule = layout.ignore().get(column);
            if (value == null) {
                continue;
            }
            if (row.wasRead(column) && !row.hasFailed(column)) {
                count(column, Fate.MAPPED, "");
            } else if (rule != null) {
                count(column, Fate.IGNORED, rule);
            } else if (owner == null) {
                count(column, Fate.FAILED, "");
            } else {
                keep(column, value, owner);
                count(column, row.hasFailed(column) ? Fate.FAILED : Fate.PRESERVED, "");
            }
        }
        String beyond = row.beyond();
        if (!beyond.isEmpty() && owner != null) {
            keep(BEYOND, beyond, owner);
        }
        if (!beyond.isEmpty()) {
            count(BEYOND, owner == null ? Fate.FAILED : Fate.PRESERVED, "");
        }
    }

    private static void keep(String column, String value, ObjectNode owner) {
        ObjectNode extension = owner.withArray("extension").addObject().put("url", COLUMN);
        extension.putArray("extension").addObject().put("url", "column").put("valueString", column);
        extension.withArray("extension").addObject().put("url", "value").put("valueString", value);
    }

    private void count(String column, Fate fate, String rule) {
        counts.merge(new FieldOutcome(column, fate, rule, 0), 1, Integer::sum);
    }

    void issue(IssueSeverity severity, String place, String kind, String text) {
        if (issues.size() < MOST_ISSUES) {
            issues.add(new ConversionIssue(severity, place, kind, text));
        }
    }

    Conversion finish() {
        Entries entries = new Entries(ids);
        for (Built one : built.values()) {
            Trees.prune(one.tree());
            try {
                Resource resource = read(one.tree());
                keepRules(resource, one.place());
                entries.add(resource, one.key(), one.mention() ? Entries.Telling.MENTION : Entries.Telling.SNAPSHOT);
            } catch (DataFormatException | IllegalArgumentException e) {
                issue(IssueSeverity.ERROR, one.place(), "resource-not-made", "The row makes no valid resource");
            }
        }
        if (entries.all().isEmpty()) {
            return rejected("", "nothing-to-store", "There is no row that could become a resource");
        }
        CsvProvenance.add(entries, layout, context, firstLine);
        return new Conversion.Converted(LongTexts.part(entries.bundle(null), size), report());
    }

    /** What R4 requires and the row does not say is told as unknown; the sender hears of it. */
    private void keepRules(Resource resource, String place) {
        Resource before = resource.copy();
        Rules.keep(resource);
        if (!before.equalsDeep(resource)) {
            issue(
                    IssueSeverity.WARNING,
                    place,
                    "rule-of-r4",
                    "The row does not say all that FHIR demands, or what FHIR does not take together");
        }
    }

    /** By the generated parser, which is fast and strict; what it refuses, by HAPI's, which reads around small faults. */
    private static Resource read(ObjectNode tree) {
        try {
            return new JsonParser().parse(GsonTrees.of(tree));
        } catch (IOException | RuntimeException e) {
            IParser parser = FhirJson.context().newJsonParser();
            parser.setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors());
            return (Resource) parser.parseResource(tree.toString());
        }
    }

    Conversion rejected(String place, String kind, String text) {
        issue(IssueSeverity.ERROR, place, kind, text);
        return new Conversion.Rejected(report());
    }

    private ConversionReport report() {
        List<FieldOutcome> fields = new ArrayList<>();
        counts.forEach((outcome, count) ->
                fields.add(new FieldOutcome(outcome.path(), outcome.fate(), outcome.rule(), count)));
        return new ConversionReport("csv", layout.name(), "", "", fields, issues);
    }
}
