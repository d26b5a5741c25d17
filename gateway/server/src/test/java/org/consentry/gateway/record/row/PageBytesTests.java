package org.consentry.gateway.record.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentry.gateway.record.Searches.Everything;
import org.consentry.gateway.record.Searches.History;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.Searches.Search;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Resources of 12 MB that take a few hundred bytes in the table: two of them make a page. */
class PageBytesTests {
    private static final int RESOURCES = 5;
    private static StoreFixture store;

    @BeforeAll
    static void fill() {
        store = new StoreFixture();
        store.put("Patient/p", "{'resourceType':'Patient'}");
        String text = "x".repeat(12 * 1024 * 1024);
        for (int i = 0; i < RESOURCES; i++) {
            store.put(
                    "Observation/o" + i,
                    "{'resourceType':'Observation','status':'final','code':{'text':'" + text
                            + "'},'subject':{'reference':'Patient/p'}}");
        }
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void endsAPageOfASearchBeforeTheResourceThatIsTooMuch() {
        assertTold(after -> store.searches.search(
                new Search(Optional.of("Observation"), "_count=1000", false, after), StoreFixture.ALL));
    }

    @Test
    void endsAPageOfAHistoryBeforeTheResourceThatIsTooMuch() {
        assertTold(after -> store.searches.history(
                new History(Optional.of("Observation"), Optional.empty(), Optional.empty(), 1000, after),
                StoreFixture.ALL));
    }

    @Test
    void endsAPageOfARecordBeforeTheResourceThatIsTooMuch() {
        assertTold(after -> store.searches.everything(
                new Everything(
                        "p", Optional.empty(), Optional.empty(), Optional.empty(), Set.of("Observation"), 1000, after),
                StoreFixture.ALL));
    }

    @Test
    void includesNoMoreThanAPageHoldsAndSaysSo() {
        Page page = store.searches.search(
                new Search(Optional.of("Patient"), "_id=p&_revinclude=Observation:subject", false, Optional.empty()),
                StoreFixture.ALL);

        assertThat(page.matches()).hasSize(1);
        assertThat(page.included()).hasSize(2);
        assertThat(page.cut()).isTrue();
    }

    /** Every resource once, two on a page. */
    private static void assertTold(Function<Optional<String>, Page> pages) {
        List<String> told = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = pages.apply(after);
            assertThat(page.matches()).hasSizeBetween(1, 2);
            page.matches().forEach(version -> told.add(version.id().id()));
            after = page.next();
        } while (after.isPresent());
        assertThat(told).containsExactlyInAnyOrder("o0", "o1", "o2", "o3", "o4");
    }
}
