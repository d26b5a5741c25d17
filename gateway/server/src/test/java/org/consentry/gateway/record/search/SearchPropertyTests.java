package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.search.SearchOracle.Kind;
import org.consentry.gateway.record.search.SearchOracle.Param;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random searches over random resources find what an oracle finds that knows nothing of indexes: every kind of
 * parameter, prefixes, modifiers, composites, chains, {@code _has}, sorting, paging and totals. Seeds are fixed, so a
 * failure repeats.
 */
class SearchPropertyTests {
    private static final int QUERIES = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {20261120, 7})
    void findsSortsAndPagesWhatTheOracleFinds(long seed) {
        RandomRecords records = new RandomRecords(seed);
        SearchOracle oracle = new SearchOracle(records.byType);
        RandomQueries queries = new RandomQueries(records, oracle);
        try (StoreFixture store = new StoreFixture()) {
            fill(store, records);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                String type = RandomRecordsTypes.ALL.get(records.random.nextInt(RandomRecordsTypes.ALL.size()));
                List<RandomQueries.Asked> asked = new ArrayList<>();
                for (int j = 1 + records.random.nextInt(2); j > 0; j--) {
                    asked.add(queries.criterion(type, 0));
                }
                try {
                    check(store, oracle, type, asked, records.random);
                } catch (AssertionError | RuntimeException e) {
                    wrong.add(asked + ": " + e);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static void fill(StoreFixture store, RandomRecords records) {
        List<Write> writes = new ArrayList<>();
        records.byType.forEach((type, resources) -> resources.forEach(resource -> writes.add(new Write.Put(
                new ResourceId(type, SearchOracle.id(resource)),
                resource.toString().getBytes(StandardCharsets.UTF_8),
                OptionalLong.empty()))));
        store.records.write(writes, by(HOSPITAL_A));
    }

    private static void check(
            StoreFixture store, SearchOracle oracle, String type, List<RandomQueries.Asked> asked, Random random) {
        List<ObjectNode> expected = oracle.all(type).stream()
                .filter(r -> asked.stream().allMatch(a -> a.holds().test(r)))
                .toList();
        String criteria = asked.stream()
                .map(a -> encoded(a.name()) + "=" + encoded(a.value()))
                .collect(Collectors.joining("&"));
        List<Param> keys = new ArrayList<>();
        if (random.nextBoolean()) {
            List<Param> all = oracle.params(type);
            keys.add(all.get(random.nextInt(all.size())));
            keys.add(all.get(random.nextInt(all.size())));
        }
        boolean descending = random.nextBoolean();
        String sort = keys.isEmpty()
                ? ""
                : "&_sort=" + (descending ? "-" : "") + keys.getFirst().code() + ","
                        + keys.getLast().code();
        String query = criteria + sort + "&_count=" + (1 + random.nextInt(20)) + "&_total=accurate";

        List<String> found = pages(store, type, query, expected.size());

        assertThat(found)
                .as(type + "?" + query)
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(SearchOracle::id).toList());
        if (!keys.isEmpty()) {
            assertSorted(oracle, type, found, keys, descending, query);
        }
    }

    private static List<String> pages(StoreFixture store, String type, String query, int total) {
        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Searches.Page page =
                    store.searches.search(new Searches.Search(Optional.of(type), query, false, after), ALL);
            page.matches().forEach(v -> found.add(v.id().id()));
            assertThat(page.total()).as(query).hasValue(total);
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    private static void assertSorted(
            SearchOracle oracle, String type, List<String> found, List<Param> keys, boolean descending, String query) {
        List<List<Optional<Object>>> rows = found.stream()
                .map(id -> oracle.all(type).stream()
                        .filter(r -> SearchOracle.id(r).equals(id))
                        .findFirst()
                        .orElseThrow())
                .map(r -> List.of(value(keys.getFirst(), r, descending), value(keys.getLast(), r, false)))
                .toList();
        Comparator<List<Optional<Object>>> first = (a, b) -> compare(a.getFirst(), b.getFirst(), descending);
        Comparator<List<Optional<Object>>> order =
                first.thenComparing((a, b) -> compare(a.getLast(), b.getLast(), false));
        assertThat(rows).as(type + "?" + query).isSortedAccordingTo(order);
    }

    /** What is missing comes last in either direction. */
    private static int compare(Optional<Object> one, Optional<Object> other, boolean descending) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        int natural = natural(one.get(), other.get());
        return descending ? -natural : natural;
    }

    private static int natural(Object one, Object other) {
        return switch (one) {
            case Long number -> number.compareTo((Long) other);
            case Double number -> number.compareTo((Double) other);
            default -> one.toString().compareTo(other.toString());
        };
    }

    private static Optional<Object> value(Param param, JsonNode resource, boolean descending) {
        Comparator<Object> order = SearchPropertyTests::natural;
        return param.values()
                .apply(resource)
                .<Object>map(v -> comparable(param.kind(), v))
                .max(descending ? order : order.reversed())
                // Backwards, what began nobody knows when stands among what never did.
                .filter(v -> !descending || !v.equals(Long.MIN_VALUE));
    }

    private static Object comparable(Kind kind, JsonNode value) {
        return switch (kind) {
            case DATE -> SearchOracle.span(value)[0];
            case NUMBER -> value.doubleValue();
            case QUANTITY -> value.path("value").doubleValue();
            case STRING -> SearchOracle.plain(value.stringValue(""));
            case TOKEN -> {
                String code = value.isValueNode()
                        ? value.asString("")
                        : value.path(value.has("code") ? "code" : "value").stringValue("");
                yield code.contains("@") ? code.toLowerCase(java.util.Locale.ROOT) : code;
            }
            case REFERENCE, URI -> value.stringValue("");
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
