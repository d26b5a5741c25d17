package org.consentry.gateway.access;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How slices stand in a row of grants. */
final class SliceJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SliceJson() {}

    /** What one grant opens and excepts. */
    record Slices(Slice permitted, List<Slice> except) {}

    static String write(Slice permitted, List<Slice> except) {
        ObjectNode root = JSON.createObjectNode();
        root.set("permitted", node(permitted));
        ArrayNode list = root.putArray("except");
        except.forEach(slice -> list.add(node(slice)));
        return root.toString();
    }

    static Slices read(String text) {
        JsonNode root = JSON.readTree(text);
        List<Slice> except = new ArrayList<>();
        root.path("except").forEach(node -> except.add(slice(node)));
        return new Slices(slice(root.path("permitted")), except);
    }

    private static ObjectNode node(Slice slice) {
        ObjectNode node = JSON.createObjectNode();
        put(node, "types", slice.types());
        put(node, "categories", texts(slice.categories()));
        put(node, "codes", texts(slice.codes()));
        put(node, "labels", slice.labels());
        put(node, "instances", slice.instances());
        slice.source().ifPresent(source -> node.put("source", source.value()));
        slice.from().ifPresent(day -> node.put("from", day.toString()));
        slice.to().ifPresent(day -> node.put("to", day.toString()));
        return node;
    }

    private static void put(ObjectNode node, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.stream().sorted().forEach(array::add);
        }
    }

    private static Set<String> texts(Set<Coded> codes) {
        return codes.stream().map(Coded::text).collect(Collectors.toSet());
    }

    private static Slice slice(JsonNode node) {
        return new Slice(
                strings(node, "types"),
                codes(node, "categories"),
                codes(node, "codes"),
                strings(node, "labels"),
                strings(node, "instances"),
                text(node, "source").map(OrganizationId::new),
                text(node, "from").map(LocalDate::parse),
                text(node, "to").map(LocalDate::parse));
    }

    private static Set<String> strings(JsonNode node, String name) {
        Set<String> values = new HashSet<>();
        node.path(name).forEach(value -> values.add(value.stringValue("")));
        return values;
    }

    private static Set<Coded> codes(JsonNode node, String name) {
        return strings(node, name).stream().map(Coded::parse).collect(Collectors.toSet());
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.path(name).stringValue(null));
    }
}
