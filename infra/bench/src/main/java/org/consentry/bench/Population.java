package org.consentry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.consentry.bench.load.Load;
import org.consentry.bench.load.Wire;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Patients that are at the server, found by searching for them. */
record Population(List<Person> people) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 100;

    /** What a search can ask for. */
    record Person(String id, String identifier, String family) {}

    static Population at(Load load, int most) throws IOException, InterruptedException {
        List<Person> people = new ArrayList<>();
        Load.Session session = load.unmeasured();
        String path = "/Patient?_count=" + PAGE;
        while (!path.isEmpty() && people.size() < most) {
            Wire.Answer answer = session.send("look", "GET", path, new byte[0], 0);
            if (!answer.isFine()) {
                throw new IllegalStateException("patients cannot be searched: " + answer.status());
            }
            JsonNode bundle = JSON.readTree(answer.body());
            for (JsonNode entry : bundle.path("entry")) {
                JsonNode patient = entry.path("resource");
                people.add(new Person(
                        patient.path("id").asString(""),
                        patient.path("identifier").path(0).path("system").asString("") + "%7C"
                                + patient.path("identifier")
                                        .path(0)
                                        .path("value")
                                        .asString(""),
                        patient.path("name").path(0).path("family").asString("")));
            }
            path = next(bundle, load.base().toString());
        }
        if (people.isEmpty()) {
            throw new IllegalStateException("there are no patients; import some first");
        }
        return new Population(List.copyOf(people));
    }

    /** What follows the base URL in the link to the next page; empty on the last. */
    private static String next(JsonNode bundle, String base) {
        for (JsonNode link : bundle.path("link")) {
            String url = link.path("url").asString("");
            if (link.path("relation").asString("").equals("next") && url.startsWith(base)) {
                return url.substring(base.length());
            }
        }
        return "";
    }

    Person one(RandomGenerator random) {
        return people.get(random.nextInt(people.size()));
    }
}
