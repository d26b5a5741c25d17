package org.consentry.gateway.research;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.display.ShownText;
import org.consentry.gateway.export.selection.NamingSearches;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.deidentify.Policy;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ResearchStudy that makes an offer: title, {@code period.end}, and the extension {@value #OFFER} with {@code policy}
 * (code), {@code type} (code, many), {@code criterion} (string, many), {@code reward} (Money) and {@code every} (days).
 */
final class StudyForm {
    /** The extension that makes a ResearchStudy an offer. */
    static final String OFFER = "https://consentry.org/fhir/StructureDefinition/research-offer";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int MOST = 20;
    private static final BigDecimal CENTS = BigDecimal.valueOf(100);

    private final ObjectNode resource;
    private final JsonNode offer;

    private StudyForm(ObjectNode resource, JsonNode offer) {
        this.resource = resource;
        this.offer = offer;
    }

    /** The form of a resource that makes an offer. */
    static Optional<StudyForm> of(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode resource) {
                for (JsonNode extension : resource.path("extension")) {
                    if (extension.path("url").asString("").equals(OFFER)) {
                        return Optional.of(new StudyForm(resource, extension.path("extension")));
                    }
                }
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** The study it describes. @throws Problem UNPROCESSABLE naming what is missing or not allowed */
    Study study(String id, String clientId, Instant now, NamingSearches naming) {
        ShownText.require("ResearchStudy.title", resource.path("title"));
        ShownText.require("ResearchStudy.description", resource.path("description"));
        String title = text(resource.path("title"), "ResearchStudy.title");
        String policy = text(value("policy").path("valueCode"), "policy");
        try {
            Policy.named(policy);
        } catch (IllegalArgumentException e) {
            throw refused("policy", String.valueOf(e.getMessage()));
        }
        Set<String> types = new LinkedHashSet<>();
        values("type").forEach(part -> types.add(part.path("valueCode").asString("")));
        types.forEach(type -> naming.refuse("type", type, ""));
        List<Study.Criterion> criteria = new ArrayList<>();
        for (JsonNode part : values("criterion")) {
            Study.Criterion criterion =
                    Study.Criterion.parse("criterion", part.path("valueString").asString(""));
            naming.refuse("criterion", criterion.type(), criterion.query());
            criteria.add(criterion);
        }
        if (types.isEmpty() || criteria.isEmpty() || types.size() > MOST || criteria.size() > MOST) {
            throw refused("type, criterion", "1 to " + MOST + " of each");
        }
        return new Study(
                id,
                clientId,
                title,
                sponsor(),
                policy,
                types,
                criteria,
                reward(),
                ends(now),
                every(),
                Study.State.DRAFT);
    }

    /** The resource as it is stored: its state is the server's. */
    byte[] stored(String id, String status) {
        ObjectNode stored = resource.deepCopy();
        stored.put("id", id).put("status", status);
        stored.remove("meta");
        return stored.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String sponsor() {
        ShownText.require("ResearchStudy.sponsor", resource.path("sponsor"));
        JsonNode sponsor = resource.path("sponsor");
        return sponsor.path("display").asString(sponsor.path("reference").asString(""));
    }

    private Study.Reward reward() {
        JsonNode money = value("reward").path("valueMoney");
        if (money.isMissingNode()) {
            return new Study.Reward(0, "USD");
        }
        try {
            long cents = money.path("value").decimalValue().multiply(CENTS).longValueExact();
            return new Study.Reward(cents, money.path("currency").asString(""));
        } catch (ArithmeticException | JacksonException e) {
            throw refused("reward.value", "an amount with at most two decimals");
        }
    }

    private Instant ends(Instant now) {
        String text = resource.path("period").path("end").asString("");
        try {
            Instant end = text.length() == 10
                    ? OffsetDateTime.parse(text + "T00:00:00Z").toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            if (end.isAfter(now)) {
                return end;
            }
        } catch (DateTimeParseException e) {
            throw refused("ResearchStudy.period.end", "a day or an instant");
        }
        throw refused("ResearchStudy.period.end", "a time to come");
    }

    private Duration every() {
        int days = value("every").path("valueInteger").asInt(0);
        if (days < 0 || days > 366) {
            throw refused("every", "0 to 366 days");
        }
        return Duration.ofDays(days);
    }

    private JsonNode value(String name) {
        List<JsonNode> values = values(name);
        return values.isEmpty() ? JSON.createObjectNode() : values.getFirst();
    }

    private List<JsonNode> values(String name) {
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode part : offer) {
            if (part.path("url").asString("").equals(name)) {
                values.add(part);
            }
        }
        return values;
    }

    private static String text(JsonNode node, String place) {
        String text = node.asString("");
        if (text.isBlank()) {
            throw refused(place, "is required");
        }
        return text;
    }

    private static Problem refused(String place, String rule) {
        return Problem.at(ProblemKind.UNPROCESSABLE, place, rule);
    }
}
