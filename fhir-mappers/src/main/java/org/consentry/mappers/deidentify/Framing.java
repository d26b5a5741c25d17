package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** The treatments of what every resource has: meta with the policy's tag, and contained resources. */
final class Framing {
    private static final String OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private Framing() {}

    /** Keeps public profiles and known security labels, and adds the policy. */
    static boolean meta(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT || run.tagged || run.contained) {
            in.skipChildren();
            return false;
        }
        run.out.openObject("meta");
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            boolean array = in.nextToken() == JsonToken.START_ARRAY;
            if (array && field.equals("profile")) {
                each(in, field, Primitives::uri, run);
                run.out.close();
            } else if (array && field.equals("security") && !run.tagged) {
                each(in, field, Coded::coding, run);
                close(run);
            } else {
                in.skipChildren();
            }
        }
        if (!run.tagged) {
            run.out.openArray("security");
            close(run);
        }
        return run.out.close();
    }

    /** The meta of a resource that came without one. */
    static void tag(Run run) {
        run.out.openObject("meta");
        run.out.openArray("security");
        close(run);
        run.out.close();
    }

    private static void each(JsonParser in, String name, Treatment treatment, Run run) {
        run.out.openArray(name);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            treatment.treat(in, null, run);
        }
    }

    private static void close(Run run) {
        run.tagged = true;
        coding(Policy.SYSTEM, run.policy().name(), run);
        coding(OBSERVATION_VALUE, "PSEUDED", run);
        run.out.close();
    }

    private static void coding(String system, String code, Run run) {
        run.out.openObject(null);
        run.out.string("system", system);
        run.out.string("code", code);
        run.out.close();
    }

    /**
     * A contained resource goes through the rules of its own type; one without rules goes, and with it
     * what refers to it.
     */
    static boolean contained(JsonParser in, @Nullable String name, Run run) {
        JsonNode resource = in.readValueAsTree();
        String type = resource.path("resourceType").asString("");
        ObjectRule rule = run.job.rules().of(type);
        if (rule == null || run.contained) {
            run.hindsight.lost(resource.path("id").asString(""));
            return false;
        }
        run.out.openObject(name);
        run.out.string("resourceType", type);
        Run within = new Run(run.job, run.out, run.pseudonyms, run.facts, true, run.hindsight);
        try (JsonParser fields = Json.MAPPER.treeAsTokens(resource)) {
            fields.nextToken();
            rule.fields(fields, within);
        }
        return run.out.close();
    }
}
