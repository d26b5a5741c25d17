package org.consentry.gateway.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.subscription.SubscriptionSettings.PrivateAddresses;
import tools.jackson.databind.JsonNode;

/** Reads the terms out of a Subscription of the backport profile, and says of anything else where it is not one. */
final class TermsReader {
    private static final String EXTENSION = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private static final Pattern FILTER =
            Pattern.compile("(?:[A-Za-z]{1,64}\\?)?patient=(?:Patient/)?([A-Za-z0-9\\-.]{1,64})");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9\\-]{1,64}):\\s*([\\x20-\\x7e]{0,2000})");
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "content-type",
            "connection",
            "transfer-encoding",
            "te",
            "upgrade",
            "expect",
            "trailer",
            "proxy-authorization",
            "keep-alive",
            "x-jws-signature");
    private static final int MOST_HEADERS = 10;
    private static final int LONGEST_ENDPOINT = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_TIMEOUT = 60;
    private static final int MOST_EVENTS = 100;

    private final PrivateAddresses privateAddresses;

    TermsReader(PrivateAddresses privateAddresses) {
        this.privateAddresses = privateAddresses;
    }

    Terms read(JsonNode json) {
        Topic topic = Topic.of(json.path("criteria").asString(""))
                .orElseThrow(
                        () -> no("criteria", "the canonical URL of a SubscriptionTopic of the CapabilityStatement"));
        JsonNode channel = json.path("channel");
        if (!channel.path("type").asString("").equals("rest-hook")) {
            throw no("channel.type", "rest-hook");
        }
        if (!channel.path("payload").asString("application/fhir+json").startsWith("application/fhir+json")) {
            throw no("channel.payload", "application/fhir+json");
        }
        return new Terms(
                topic,
                patient(topic, json.path("_criteria")),
                endpoint(channel.path("endpoint").asString("")),
                headers(channel.path("header")),
                content(channel.path("_payload")),
                number(channel, "backport-heartbeat-period", 10, 86_400).map(Duration::ofSeconds),
                number(channel, "backport-timeout", 1, LONGEST_TIMEOUT)
                        .map(Duration::ofSeconds)
                        .orElse(TIMEOUT),
                number(channel, "backport-max-count", 1, MOST_EVENTS).orElse(MOST_EVENTS),
                end(json));
    }

    private static Optional<String> patient(Topic topic, JsonNode criteria) {
        List<JsonNode> filters =
                extensions(criteria, "backport-filter-criteria").toList();
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = FILTER.matcher(filters.getFirst().path("valueString").asString(""));
        if (filters.size() > 1 || !topic.filtersByPatient() || !matcher.matches()) {
            throw no(
                    "criteria",
                    "the only filter is patient=Patient/[id], and only of attachment-ready and record-added");
        }
        return Optional.of(matcher.group(1));
    }

    private URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && privateAddresses == PrivateAddresses.ALLOWED;
            boolean whole = uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null;
            if ((secure || plain) && whole && text.length() <= LONGEST_ENDPOINT) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw no("channel.endpoint", "an https URL");
        }
        throw no("channel.endpoint", "an https URL without user and fragment");
    }

    private static List<String> headers(JsonNode given) {
        if (given.size() > MOST_HEADERS) {
            throw no("channel.header", "at most " + MOST_HEADERS);
        }
        List<String> headers = new ArrayList<>();
        for (JsonNode each : given) {
            Matcher matcher = HEADER.matcher(each.asString(""));
            if (!matcher.matches() || OURS.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
                throw no("channel.header", "lines such as 'Authorization: Bearer ...', none that HTTP itself needs");
            }
            headers.add(matcher.group(1) + ": " + matcher.group(2));
        }
        return headers;
    }

    private static Terms.Content content(JsonNode payload) {
        String code = extensions(payload, "backport-payload-content")
                .findFirst()
                .map(extension -> extension.path("valueCode").asString(""))
                .orElse("");
        return Stream.of(Terms.Content.values())
                .filter(content -> content.code().equals(code))
                .findFirst()
                .orElseThrow(() -> no("channel.payload.extension", "backport-payload-content: empty or id-only"));
    }

    private static Optional<Integer> number(JsonNode channel, String name, int least, int most) {
        return extensions(channel, name).findFirst().map(extension -> {
            int value = extension
                    .path("valueUnsignedInt")
                    .asInt(extension.path("valuePositiveInt").asInt(-1));
            if (value < least || value > most) {
                throw no("channel.extension", name + ": " + least + " to " + most);
            }
            return value;
        });
    }

    private static Optional<Instant> end(JsonNode json) {
        String text = json.path("end").asString("");
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw no("end", "an instant");
        }
    }

    private static Stream<JsonNode> extensions(JsonNode holder, String name) {
        return holder.path("extension")
                .valueStream()
                .filter(extension -> extension.path("url").asString("").equals(EXTENSION + name));
    }

    private static Problem no(String element, String expected) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "Subscription." + element, expected);
    }
}
