package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.store.RecordStore;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A page holds a bounded number of included resources, and none is lost by it without a word. */
class IncludesTests {
    private static final int MOST_INCLUDED = 5;
    private static final int TOO_MANY = 7;

    @Test
    void showsFewerMatchesRatherThanLosingWhatTheyLeadTo() {
        try (StoreFixture store = new StoreFixture()) {
            for (int i = 0; i < 4; i++) {
                wards(store, "o" + i, 2);
            }
            wards(store, "o4", TOO_MANY);
            Searches searches = narrow(store);
            List<String> matches = new ArrayList<>();
            Set<String> included = new HashSet<>();
            Optional<String> after = Optional.empty();
            boolean cut = false;
            do {
                Page page = searches.search(
                        new Search(
                                Optional.of("Organization"),
                                "_sort=_id&_total=accurate&_revinclude=Location:organization",
                                false,
                                after),
                        ALL);
                page.matches().forEach(version -> matches.add(version.id().id()));
                page.included().forEach(version -> included.add(version.id().id()));
                cut |= page.cut();
                after = page.next();

                assertThat(page.total()).hasValue(5);
                assertThat(page.included()).hasSizeLessThanOrEqualTo(MOST_INCLUDED);
                assertThat(page.cut()).isEqualTo(matches.getLast().equals("o4"));
            } while (after.isPresent());

            assertThat(matches).containsExactly("o0", "o1", "o2", "o3", "o4");
            assertThat(included).contains("o0w0", "o0w1", "o1w0", "o1w1", "o2w0", "o2w1", "o3w0", "o3w1");
            assertThat(cut).isTrue();
        }
    }

    @Test
    void showsTheDirectoryAsItIsHoweverOftenItWasShown() {
        try (StoreFixture store = new StoreFixture()) {
            wards(store, "o", 1);
            assertThat(including(store)).containsExactly("x");
            assertThat(including(store)).containsExactly("x");

            store.put("Organization/o", "{'resourceType':'Organization','name':'y'}");
            assertThat(including(store)).containsExactly("y");

            store.records.write(
                    List.of(new Write.Delete(ResourceId.parse("Organization/o"), OptionalLong.empty())),
                    StoreFixture.by(StoreFixture.HOSPITAL_A));
            assertThat(including(store)).isEmpty();

            store.put("Organization/o", "{'resourceType':'Organization','name':'z'}");
            assertThat(including(store)).containsExactly("z");
        }
    }

    private static List<String> including(StoreFixture store) {
        return store
                .searches
                .search(
                        new Search(Optional.of("Location"), "_include=Location:organization", false, Optional.empty()),
                        ALL)
                .included()
                .stream()
                .map(version -> Content.parse(version.json()).path("name").stringValue(""))
                .toList();
    }

    private static void wards(StoreFixture store, String organization, int count) {
        store.put("Organization/" + organization, "{'resourceType':'Organization','name':'x'}");
        IntStream.range(0, count)
                .forEach(i -> store.put(
                        "Location/" + organization + "w" + i,
                        "{'resourceType':'Location','managingOrganization':{'reference':'Organization/" + organization
                                + "'}}"));
    }

    private static Searches narrow(StoreFixture store) {
        return new RecordStore(
                        store.database.dataSource(),
                        new JdbcTransactionManager(store.database.dataSource()),
                        new RecordSettings(50, 1000, MOST_INCLUDED, Duration.ofSeconds(20), 100),
                        StoreFixture.BASE,
                        Clock.systemUTC(),
                        List::of,
                        KnownValueSets.NONE)
                .searches();
    }
}
