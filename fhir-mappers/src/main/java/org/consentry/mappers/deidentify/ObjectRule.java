package org.consentry.mappers.deidentify;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The compiled rule of one object: which fields it may have and what becomes of each.
 *
 * <p>Fields that R4 has and the rule does not name are here too, as discarded ones, so that the report
 * can name them. All other names count together: a name that R4 does not know could be anybody's.
 */
final class ObjectRule implements Treatment {
    /** One field; place is its index in the report. */
    record Field(Treatment treatment, int place) {}

    /** Reads over a value. */
    static final Treatment DISCARD = (in, name, run) -> {
        in.skipChildren();
        return false;
    };

    /** A modifier changes what the rest means; unknown as it is, nothing of the resource may leave. */
    static final Treatment REFUSE = (in, name, run) -> {
        throw new Refusal(Outcome.Reason.MODIFIED);
    };

    private final Map<String, Field> fields = new HashMap<>();
    private final Field other;

    ObjectRule(int otherPlace) {
        this.other = new Field(DISCARD, otherPlace);
    }

    void put(String name, Treatment treatment, int place) {
        fields.put(name, new Field(treatment, place));
    }

    @Nullable
    Treatment of(String field) {
        Field known = fields.get(field);
        return known == null ? null : known.treatment();
    }

    @Override
    public boolean treat(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        run.out.openObject(name);
        fields(in, run);
        return run.out.close();
    }

    /** Treats the fields up to the end of the object; the parser stands before a field's name. */
    void fields(JsonParser in, Run run) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            Field field = fields.getOrDefault(name, other);
            boolean kept = in.nextToken() == JsonToken.START_ARRAY
                    ? each(in, name, field.treatment(), run)
                    : field.treatment().treat(in, name, run);
            if (!kept) {
                run.job.tally().field(field.place());
            }
        }
    }

    private static boolean each(JsonParser in, String name, Treatment treatment, Run run) {
        if (treatment == DISCARD) {
            in.skipChildren();
            return false;
        }
        run.out.openArray(name);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            treatment.treat(in, null, run);
        }
        return run.out.close();
    }
}
