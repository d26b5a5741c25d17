package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever pages sees every resource once, whatever others write meanwhile. */
class PagingTests {
    private static final int RESOURCES = 120;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name=n",
                "name=N0,n&status=active,suspended&name=n",
                "name=n&_sort=-_lastUpdated",
                "status=active,suspended",
                "type=s|,u|",
                "name=n,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
                "type=t&status=active,suspended&_lastUpdated=gt2000",
                "organization.name=own&name=n",
                "_sort=_lastUpdated",
                "_sort=-_lastUpdated",
                "_sort=-_lastUpdated,name",
                "_sort=status",
                "_sort=name",
                "_sort=name,-_lastUpdated"
            })
    void showsEveryResourceOnceWhileOthersWrite(String sort) throws InterruptedException {
        try (StoreFixture store = new StoreFixture()) {
            store.records.write(List.of(owner()), by(HOSPITAL_A));
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < RESOURCES; i++) {
                writes.add(put(i, 0));
                if (writes.size() == 40) {
                    store.records.write(writes, by(HOSPITAL_A));
                    writes.clear();
                }
            }
            AtomicBoolean ended = new AtomicBoolean();
            List<Thread> writers = IntStream.range(0, 3)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> keepWriting(store, i, ended)))
                    .toList();
            try {
                for (int round = 0; round < 5; round++) {
                    List<String> found = pages(store, sort);

                    assertThat(found).doesNotHaveDuplicates();
                    assertThat(found)
                            .containsAll(IntStream.range(0, RESOURCES)
                                    .mapToObj(i -> "l" + i)
                                    .toList());
                }
            } finally {
                ended.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
    }

    private static Write owner() {
        return new Write.Put(
                new ResourceId("Organization", "owner"),
                json("{'resourceType':'Organization','name':'Owner of all'}"),
                OptionalLong.empty());
    }

    private static Write put(int i, int version) {
        return new Write.Put(
                new ResourceId("Location", "l" + i),
                json("{'resourceType':'Location','name':'n" + i % 7 + "','status':'"
                        + (i % 2 == 0 ? "active" : "suspended") + "','description':'" + version
                        + "','type':[{'coding':[{'system':'s','code':'t'},{'system':'u','code':'t'}]}],"
                        + "'managingOrganization':{'reference':'Organization/owner'}}"),
                OptionalLong.empty());
    }

    /** Updates and additions; names and states stay, so that only the times change what is sorted. */
    private static void keepWriting(StoreFixture store, int seed, AtomicBoolean ended) {
        Random random = new Random(seed);
        for (int version = 1; !ended.get(); version++) {
            int i = version % 10 == 0 ? RESOURCES + 1000 * seed + version : random.nextInt(RESOURCES);
            store.records.write(List.of(put(i, 1000 * seed + version)), by(HOSPITAL_A));
        }
    }

    private static List<String> pages(StoreFixture store, String sort) {
        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Searches.Page page = store.searches.search(
                    new Searches.Search(Optional.of("Location"), sort + "&_count=7", false, after), ALL);
            page.matches().forEach(v -> found.add(v.id().id()));
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!", "AA", "AA.AA.AA", "MQ.MQ.eA.MQ"})
    void refusesPositionsThatAreNone(String position) {
        try (StoreFixture store = new StoreFixture()) {
            assertThatThrownBy(() -> store.searches.search(
                            new Searches.Search(
                                    Optional.of("Location"), "_sort=-_lastUpdated", false, Optional.of(position)),
                            ALL))
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void keepsAPageShortOfMatchesWhole() {
        try (StoreFixture store = new StoreFixture()) {
            store.put("Location/a", "{'resourceType':'Location','name':'a'}");

            assertThat(pages(store, "_sort=_lastUpdated")).containsExactly("a");
            assertThat(pages(store, "_sort=-name,_lastUpdated")).containsExactly("a");
        }
    }
}
