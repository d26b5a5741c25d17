package org.consentry.mappers.deidentify;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes one resource of whatever shape to the rules of its type. Not for use by several threads.
 *
 * <p>A resource whose first field is {@code resourceType}, as servers write it, is treated while it is
 * read. Any other, and every Bundle, is first read as a tree.
 */
final class Passage {
    private static final String TYPE = "resourceType";

    private final Job job;
    private final Pseudonyms pseudonyms;

    Passage(Job job, Pseudonyms pseudonyms) {
        this.job = job;
        this.pseudonyms = pseudonyms;
    }

    /** What becomes of a resource in bytes. */
    Outcome of(byte[] resource, PatientFacts patient) {
        try (JsonParser in = Json.MAPPER.createParser(resource)) {
            boolean typeFirst = in.nextToken() == JsonToken.START_OBJECT
                    && TYPE.equals(in.nextName())
                    && in.nextToken() == JsonToken.VALUE_STRING;
            String type = typeFirst ? in.getString() : "";
            if (typeFirst && !type.equals(Bundles.TYPE) && !job.policy().identified()) {
                return counted(type, treated(type, in, () -> again(resource), patient));
            }
            return of(Json.MAPPER.readTree(resource), patient, Map.of());
        } catch (JacksonException | NumberFormatException e) {
            return counted("", new Outcome.Dropped(Outcome.Reason.MALFORMED));
        }
    }

    /**
     * What becomes of a resource as a tree.
     *
     * @param around the patients of the Bundles around it, by id
     */
    Outcome of(JsonNode resource, PatientFacts patient, Map<String, PatientFacts> around) {
        String type = resource.path(TYPE).isString() ? resource.path(TYPE).stringValue() : "";
        if (!(resource instanceof ObjectNode object) || type.isEmpty()) {
            return counted("", new Outcome.Dropped(Outcome.Reason.MALFORMED));
        }
        if (job.policy().identified()) {
            return counted(type, new Outcome.Kept(Identified.tagged(object, job.policy())));
        }
        if (type.equals(Bundles.TYPE)) {
            return new Bundles(job, pseudonyms, this).of(object, patient, around);
        }
        try (JsonParser in = again(resource)) {
            return counted(type, treated(type, in, () -> again(resource), patient));
        }
    }

    private static JsonParser again(byte[] resource) {
        JsonParser in = Json.MAPPER.createParser(resource);
        in.nextToken();
        return in;
    }

    private static JsonParser again(JsonNode resource) {
        JsonParser in = Json.MAPPER.treeAsTokens(resource);
        in.nextToken();
        return in;
    }

    private Outcome treated(String type, JsonParser first, Supplier<JsonParser> source, PatientFacts patient) {
        ObjectRule rule = job.rules().of(type);
        if (rule == null) {
            return new Outcome.Dropped(Outcome.Reason.UNKNOWN_TYPE);
        }
        Hindsight hindsight = new Hindsight();
        try {
            byte[] kept = written(type, rule, first, patient, hindsight);
            if (hindsight.mustRepeat()) {
                try (JsonParser second = source.get()) {
                    kept = written(type, rule, second, patient, hindsight);
                }
            }
            return new Outcome.Kept(kept);
        } catch (Refusal refusal) {
            return new Outcome.Dropped(refusal.reason());
        }
    }

    private byte[] written(String type, ObjectRule rule, JsonParser in, PatientFacts patient, Hindsight hindsight) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            LazyOut out = new LazyOut(json);
            Run run = new Run(job, out, pseudonyms, patient, false, hindsight);
            out.openObject(null);
            out.string(TYPE, type);
            rule.fields(in, run);
            if (!run.tagged) {
                Framing.tag(run);
            }
            out.close();
            refuseMore(in);
        }
        return bytes.toByteArray();
    }

    /** Two values in one line are no resource. */
    private static void refuseMore(JsonParser in) {
        if (in.nextToken() != null) {
            throw new Refusal(Outcome.Reason.MALFORMED);
        }
    }

    private Outcome counted(String type, Outcome outcome) {
        switch (outcome) {
            case Outcome.Kept kept -> job.tally().kept();
            case Outcome.Dropped dropped -> job.tally().dropped(type, dropped.reason());
        }
        return outcome;
    }
}
