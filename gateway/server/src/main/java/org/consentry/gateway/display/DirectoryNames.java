package org.consentry.gateway.display;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the directory calls organizations and practitioners. An organization is named by itself or the authority: others do
 * not say who somebody is.
 */
@Component
public class DirectoryNames {
    private static final Set<String> NAMED = Set.of("Organization", "Practitioner");
    /** Names that are asked for by one statement. */
    private static final int TOGETHER = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;

    /** @param records the store of which nothing is hidden */
    public DirectoryNames(Records records) {
        this.records = records;
    }

    /** The organization's name, or its id when the directory has none. */
    public String of(OrganizationId organization) {
        return records.current(new ResourceId("Organization", organization.value()), new Visibility.Everything())
                .flatMap(DirectoryNames::name)
                .orElse(organization.value());
    }

    /** The names of those of these references that the directory has a name of. */
    public Map<String, String> of(Collection<String> references) {
        Map<String, List<ResourceId>> asked =
                references.stream().distinct().map(ResourceId::parse).collect(groupingBy(ResourceId::type));
        Map<String, String> names = new HashMap<>();
        NAMED.forEach(type -> put(names, type, asked.getOrDefault(type, List.of())));
        return names;
    }

    private void put(Map<String, String> names, String type, List<ResourceId> ids) {
        for (int from = 0; from < ids.size(); from += TOGETHER) {
            String list = ids.subList(from, Math.min(ids.size(), from + TOGETHER)).stream()
                    .map(ResourceId::id)
                    .collect(joining(","));
            records.search(type, "_id=" + list, new Visibility.Everything(), TOGETHER)
                    .forEach(entry ->
                            name(entry).ifPresent(name -> names.put(entry.id().reference(), name)));
        }
    }

    private static Optional<String> name(StoredVersion entry) {
        if (entry.change() == StoredVersion.Change.DELETED || !isItsWord(entry)) {
            return Optional.empty();
        }
        return Optional.of(ShownText.name(name(JSON.readTree(entry.json())))).filter(name -> !name.isEmpty());
    }

    private static boolean isItsWord(StoredVersion entry) {
        return !entry.id().type().equals("Organization")
                || entry.source().equals(OrganizationId.AUTHORITY)
                || entry.source().value().equals(entry.id().id());
    }

    /** An organization's name, or a practitioner's first. */
    private static String name(JsonNode entry) {
        if (entry.path("name").isString()) {
            return entry.path("name").asString("");
        }
        JsonNode first = entry.path("name").path(0);
        List<String> parts = new ArrayList<>();
        first.path("given").forEach(given -> parts.add(given.asString("")));
        parts.add(first.path("family").asString(""));
        return first.path("text").asString(String.join(" ", parts).strip());
    }
}
