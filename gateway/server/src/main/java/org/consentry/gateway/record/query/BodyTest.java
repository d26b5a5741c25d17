package org.consentry.gateway.record.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.AmountRange;
import org.consentry.gateway.record.index.Texts;
import org.consentry.gateway.record.index.TokenValues;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A criterion that is answered from a resource's body. Index rows for every word and display text would cost more than
 * all others together, and nearly every search that asks for them names a patient or a code as well.
 */
public interface BodyTest {
    /** Whether the resource is what is looked for. */
    boolean holds(ObjectNode resource);

    /** {@code :text}: a text beside a code begins so. */
    static BodyTest text(SearchParameter parameter, List<String> values) {
        List<String> wanted = values.stream()
                .map(value -> Texts.normalized(SearchValues.unescape(value)))
                .toList();
        return resource -> {
            boolean[] found = new boolean[1];
            Consumer<String> compare = text -> found[0] |= wanted.stream().anyMatch(Texts.normalized(text)::startsWith);
            for (ElementPath path : parameter.paths()) {
                path.walk(resource, value -> TokenValues.texts(path.datatype(), value, compare));
            }
            return found[0];
        };
    }

    /** {@code _text}: all words of one of the values stand in the narrative. */
    static BodyTest narrative(List<String> values) {
        List<List<String>> wanted = words(values);
        return resource -> {
            String plain = Words.of(untagged(resource.path("text").path("div").stringValue("")));
            return wanted.stream().anyMatch(words -> words.stream().allMatch(plain::contains));
        };
    }

    /** {@code _content}: all words of one of the values stand somewhere in the resource. */
    static BodyTest content(List<String> values) {
        List<List<String>> wanted = words(values);
        return resource -> {
            StringBuilder all = new StringBuilder();
            collect(resource, all);
            String plain = Words.of(untagged(all.toString()));
            return wanted.stream().anyMatch(words -> words.stream().allMatch(plain::contains));
        };
    }

    /** Text without tags, in one pass: an expression would look for the end of every bracket that has none. */
    private static String untagged(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        int end = text.indexOf('>');
        for (int tag = text.indexOf('<'); tag >= 0 && end >= 0; tag = text.indexOf('<', at)) {
            if (end < tag) {
                end = text.indexOf('>', tag);
            } else {
                plain.append(text, at, tag).append(' ');
                at = end + 1;
                end = text.indexOf('>', at);
            }
        }
        return plain.append(text, at, text.length()).toString();
    }

    private static List<List<String>> words(List<String> values) {
        return values.stream()
                .map(value -> Arrays.stream(
                                Words.of(SearchValues.unescape(value)).split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .toList())
                .toList();
    }

    private static void collect(JsonNode node, StringBuilder all) {
        if (node.isString()) {
            all.append(node.stringValue()).append(' ');
        } else {
            node.forEach(child -> collect(child, all));
        }
    }

    /** {@code near}: latitude|longitude|distance|units. */
    static BodyTest near(List<String> values) {
        List<Place> wanted = values.stream().map(Place::parse).toList();
        return resource -> {
            JsonNode position = resource.path("position");
            return position.path("latitude").isNumber()
                    && position.path("longitude").isNumber()
                    && wanted.stream()
                            .anyMatch(place -> place.holds(
                                    position.path("latitude").asDouble(),
                                    position.path("longitude").asDouble()));
        };
    }

    /** Words without case and accents. */
    final class Words {
        private Words() {}

        static String of(String text) {
            return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD)
                    .replaceAll("\\p{M}+", "")
                    .toLowerCase(Locale.ROOT);
        }
    }

    /** A circle on the globe, in degrees and kilometers. */
    record Place(double latitude, double longitude, double kilometers) {
        private static final double EARTH = 6371;
        private static final double MILE = 1.609344;
        private static final double OTHERWISE = 50;

        static Place parse(String value) {
            List<String> parts = SearchValues.split(value, '|');
            if (parts.size() < 2 || parts.size() > 4) {
                throw malformed();
            }
            double distance = parts.size() > 2 && !parts.get(2).isEmpty() ? number(parts.get(2)) : OTHERWISE;
            double unit =
                    switch (parts.size() > 3 ? parts.get(3) : "km") {
                        case "km", "" -> 1;
                        case "m" -> 0.001;
                        case "[mi_us]", "mi", "[mi_i]" -> MILE;
                        default -> throw malformed();
                    };
            Place place = new Place(number(parts.getFirst()), number(parts.get(1)), distance * unit);
            if (Math.abs(place.latitude()) > 90 || Math.abs(place.longitude()) > 180 || place.kilometers() < 0) {
                throw malformed();
            }
            return place;
        }

        private static double number(String text) {
            return AmountRange.parse(text).orElseThrow(Place::malformed).exact();
        }

        private static Problem malformed() {
            return Problem.at(
                    ProblemKind.MALFORMED, "near", "latitude|longitude|distance|units; units are km, m or mi");
        }

        /** By the haversine formula. */
        boolean holds(double lat, double lon) {
            double a = Math.pow(Math.sin(Math.toRadians(lat - latitude) / 2), 2)
                    + Math.cos(Math.toRadians(lat))
                            * Math.cos(Math.toRadians(latitude))
                            * Math.pow(Math.sin(Math.toRadians(lon - longitude) / 2), 2);
            return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a))) <= kilometers;
        }
    }
}
