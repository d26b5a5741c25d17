package org.consentry.mappers.deidentify;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Bundle's entries, each by its own rules and with the facts of its own patient, as far as it or a
 * Bundle around it holds the Patient; otherwise with the facts that came along.
 *
 * <p>Links, timestamps, signatures, responses' texts and searches beyond an identifier go.
 */
final class Bundles {
    static final String TYPE = "Bundle";

    private final Job job;
    private final Pseudonyms pseudonyms;
    private final Passage passage;

    Bundles(Job job, Pseudonyms pseudonyms, Passage passage) {
        this.job = job;
        this.pseudonyms = pseudonyms;
        this.passage = passage;
    }

    Outcome of(ObjectNode bundle, PatientFacts fallback, Map<String, PatientFacts> around) {
        if (bundle.has("implicitRules")) {
            job.tally().dropped(TYPE, Outcome.Reason.MODIFIED);
            return new Outcome.Dropped(Outcome.Reason.MODIFIED);
        }
        Map<String, PatientFacts> patients = patients(bundle, around);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            LazyOut out = new LazyOut(json);
            Run run = new Run(job, out, pseudonyms, fallback, false, new Hindsight());
            out.openObject(null);
            out.string("resourceType", TYPE);
            put("id", bundle.has("id") ? pseudonyms.id(bundle.path("id").asString("")) : null, out);
            Framing.tag(run);
            code("type", bundle.path("type"), out);
            out.openArray("entry");
            for (JsonNode entry : bundle.path("entry")) {
                entry(entry, patients, fallback, out);
            }
            out.close();
            out.close();
        }
        job.tally().kept();
        return new Outcome.Kept(bytes.toByteArray());
    }

    private void entry(JsonNode entry, Map<String, PatientFacts> patients, PatientFacts fallback, LazyOut out) {
        JsonNode resource = entry.path("resource");
        Outcome outcome = new Outcome.Dropped(Outcome.Reason.EMPTY);
        if (resource.isObject()) {
            outcome = passage.of(resource, Subjects.facts(resource, patients::get, fallback), patients);
            if (outcome instanceof Outcome.Dropped) {
                return;
            }
        }
        out.openObject(null);
        put("fullUrl", rewritten(entry.path("fullUrl")), out);
        if (outcome instanceof Outcome.Kept kept) {
            out.raw("resource").writeRawValue(new String(kept.json(), StandardCharsets.UTF_8));
        }
        out.openObject("search");
        code("mode", entry.path("search").path("mode"), out);
        out.close();
        request(entry.path("request"), out);
        out.close();
    }

    private void request(JsonNode request, LazyOut out) {
        out.openObject("request");
        code("method", request.path("method"), out);
        String url = request.path("url").asString("");
        put("url", ResourceTypes.known(url) ? url : rewritten(request.path("url")), out);
        JsonNode unless = request.path("ifNoneExist");
        put("ifNoneExist", unless.isString() ? References.query(unless.asString(), pseudonyms) : null, out);
        out.close();
    }

    private @Nullable String rewritten(JsonNode reference) {
        return reference.isString() ? References.rewrite(reference.asString(), pseudonyms) : null;
    }

    private static void code(String name, JsonNode value, LazyOut out) {
        String text = value.asString("");
        put(name, Forms.code(text) ? text : null, out);
    }

    private static void put(String name, @Nullable String value, LazyOut out) {
        if (value != null) {
            out.string(name, value);
        }
    }

    private static Map<String, PatientFacts> patients(JsonNode bundle, Map<String, PatientFacts> around) {
        Map<String, PatientFacts> patients = new HashMap<>(around);
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            if (resource.path("resourceType").asString("").equals("Patient")) {
                PatientFacts facts = PatientFacts.of(resource);
                patients.put(facts.id(), facts);
                String target = References.target(entry.path("fullUrl").asString(""));
                if (target != null) {
                    patients.put(target, facts);
                }
            }
        }
        return patients;
    }
}
