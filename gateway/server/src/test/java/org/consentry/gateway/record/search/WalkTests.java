package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_B;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches over more patients than are gathered: pages are read from an index that is in their order, and hold what a
 * plain list says, each patient once, whatever number of names it has.
 */
class WalkTests {
    private static final int PATIENTS = 2_600;
    private static final Comparator<Optional<String>> UP = missingLast(Comparator.<String>naturalOrder());
    private static final Comparator<Optional<String>> DOWN = missingLast(Comparator.<String>reverseOrder());

    private static final StoreFixture STORE = new StoreFixture();
    private static final List<Person> PEOPLE = new ArrayList<>();

    private record Person(String id, TreeSet<String> families, TreeSet<String> givens, String born, boolean male) {
        Optional<String> first(TreeSet<String> texts) {
            return texts.isEmpty() ? Optional.empty() : Optional.of(texts.first());
        }

        Optional<String> last(TreeSet<String> texts) {
            return texts.isEmpty() ? Optional.empty() : Optional.of(texts.last());
        }

        Optional<String> birth() {
            return Optional.of(born).filter(text -> !text.isEmpty());
        }

        boolean isCalled(String start) {
            return families.stream().anyMatch(text -> text.startsWith(start))
                    || givens.stream().anyMatch(text -> text.startsWith(start));
        }

        byte[] json() {
            StringBuilder names = new StringBuilder();
            families.forEach(text -> names.append(",{'family':'").append(text).append("'}"));
            // Another way to write the same text is the same place in the order.
            families.forEach(text -> names.append(",{'family':'")
                    .append(text.toUpperCase(java.util.Locale.ROOT))
                    .append("'}"));
            givens.forEach(text -> names.append(",{'given':['").append(text).append("']}"));
            return StoreFixture.json("{'resourceType':'Patient','id':'" + id + "'"
                    + (names.isEmpty() ? "" : ",'name':[" + names.substring(1) + "]")
                    + (born.isEmpty() ? "" : ",'birthDate':'" + born + "'") + ",'gender':'"
                    + (male ? "male" : "female") + "'}");
        }
    }

    @BeforeAll
    static void manyPatients() {
        Random random = new Random(870);
        for (int i = 0; i < PATIENTS; i++) {
            TreeSet<String> families = new TreeSet<>();
            TreeSet<String> givens = new TreeSet<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                families.add("f" + random.nextInt(300));
                givens.add("g" + random.nextInt(40));
            }
            String born = random.nextInt(9) == 0
                    ? ""
                    : "19" + (10 + random.nextInt(90)) + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10);
            PEOPLE.add(new Person("w" + i, families, givens, born, random.nextInt(12) > 0));
        }
        STORE.records.write(
                PEOPLE.stream()
                        .<Write>map(person -> new Write.Put(
                                new ResourceId("Patient", person.id()), person.json(), OptionalLong.empty()))
                        .toList(),
                by(HOSPITAL_A));
        STORE.records.write(
                PEOPLE.stream()
                        .flatMap(person -> IntStream.range(0, 2).mapToObj(i -> observation(person, i)))
                        .toList(),
                by(HOSPITAL_A));
    }

    /** Most have two of the code that is common, the others one of it and one that is rare. */
    private static Write observation(Person person, int number) {
        boolean rare = !person.male() && number == 1;
        String id = person.id() + "-" + number;
        return new Write.Put(
                new ResourceId("Observation", id),
                StoreFixture.json("{'resourceType':'Observation','id':'" + id + "','status':'"
                        + (person.male() ? "final" : "amended") + "','code':{'coding':[{'system':'urn:w','code':'"
                        + (rare ? "rare" : "common") + "'},{'system':'urn:v','code':'" + (rare ? "rare" : "common")
                        + "'}]},'subject':{'reference':'Patient/" + person.id() + "'}"
                        + amount(id)
                                .map(value -> ",'valueQuantity':{'value':" + value + "}")
                                .orElse("") + "}"),
                OptionalLong.empty());
    }

    private static Optional<Integer> amount(String id) {
        int hash = Math.floorMod(id.hashCode(), 1_000);
        return hash % 10 == 0 ? Optional.empty() : Optional.of(hash);
    }

    @AfterAll
    static void close() {
        STORE.close();
    }

    private static <T> Comparator<Optional<T>> missingLast(Comparator<T> order) {
        return (one, other) -> one.isEmpty() || other.isEmpty()
                ? Boolean.compare(one.isEmpty(), other.isEmpty())
                : order.compare(one.get(), other.get());
    }

    private static List<String> pages(String query, Visibility visibility) {
        return pages("Patient", query, visibility);
    }

    private static List<String> pages(String type, String query, Visibility visibility) {
        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Searches.Page page =
                    STORE.searches.search(new Searches.Search(Optional.of(type), query, false, after), visibility);
            page.matches().forEach(match -> found.add(match.id().id()));
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    private static void check(
            String query, Predicate<Person> holds, List<Function<Person, Optional<String>>> keys, boolean down) {
        List<String> found = pages(query + "&_count=97", ALL);

        assertThat(found)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        PEOPLE.stream().filter(holds).map(Person::id).toList());
        List<List<Optional<String>>> values = found.stream()
                .map(id -> PEOPLE.get(Integer.parseInt(id.substring(1))))
                .map(person -> keys.stream().map(key -> key.apply(person)).toList())
                .toList();
        Comparator<List<Optional<String>>> order = Comparator.comparing(List::getFirst, down ? DOWN : UP);
        for (int i = 1; i < keys.size(); i++) {
            int key = i;
            order = order.thenComparing(each -> each.get(key), UP);
        }
        assertThat(values).isSortedAccordingTo(order);
    }

    @Test
    void sortsByTheFirstOfSeveralTexts() {
        check("_sort=family", person -> true, List.of(person -> person.first(person.families())), false);
    }

    @Test
    void sortsBackwardsByTheLastOfSeveralTexts() {
        check("_sort=-family", person -> true, List.of(person -> person.last(person.families())), true);
    }

    @Test
    void sortsByTwoTexts() {
        check(
                "_sort=family,given",
                person -> true,
                List.of(person -> person.first(person.families()), person -> person.first(person.givens())),
                false);
    }

    @Test
    void sortsWhatManyHaveByADay() {
        check("gender=male&_sort=-birthdate", Person::male, List.of(Person::birth), true);
    }

    @Test
    void sortsWhatFewHaveByADay() {
        check("gender=female&_sort=birthdate", person -> !person.male(), List.of(Person::birth), false);
    }

    @Test
    void sortsWhatTwoCriteriaLeave() {
        check(
                "gender=male&name=f1&_sort=given",
                person -> person.male() && person.isCalled("f1"),
                List.of(person -> person.first(person.givens())),
                false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "g", "f1", "f299", "g3", "nobody"})
    void findsEachPatientOnceByTheBeginningOfANameOfMany(String start) {
        check("name=" + start, person -> person.isCalled(start), List.of(person -> Optional.empty()), false);
    }

    @Test
    void findsANameWithSomethingElse() {
        check(
                "name=f&gender=female",
                person -> !person.male() && person.isCalled("f"),
                List.of(person -> Optional.empty()),
                false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"code=common", "code=urn:w|common", "code=common&status=final", "code=common&status:not=final"})
    void sortsWhatManyHaveByAnAmount(String criteria) {
        List<String> expected = PEOPLE.stream()
                .filter(person -> criteria.endsWith("status=final")
                        ? person.male()
                        : !criteria.endsWith("status:not=final") || !person.male())
                .flatMap(person -> IntStream.range(0, person.male() ? 2 : 1).mapToObj(i -> person.id() + "-" + i))
                .toList();

        for (boolean down : List.of(false, true)) {
            List<String> found =
                    pages("Observation", criteria + "&_sort=" + (down ? "-" : "") + "value-quantity&_count=531", ALL);

            assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
            assertThat(found.stream().map(WalkTests::amount))
                    .isSortedAccordingTo(
                            missingLast(down ? Comparator.<Integer>reverseOrder() : Comparator.naturalOrder()));
        }
    }

    @Test
    void findsWhomManyReferTo() {
        check("_has:Observation:patient:code=urn:w|common", person -> true, List.of(person -> Optional.empty()), false);
        check(
                "_has:Observation:patient:code=urn:w|rare",
                person -> !person.male(),
                List.of(person -> Optional.empty()),
                false);
    }

    @Test
    void findsWhatSeveralCommonThingsLeave() {
        check(
                "gender=male&birthdate=ge1950&active:missing=true",
                person -> person.male() && person.born().compareTo("1950") >= 0,
                List.of(person -> Optional.empty()),
                false);
        check(
                "_has:Observation:patient:code=common&_has:Observation:patient:status=final&birthdate:missing=false",
                person -> person.male() && !person.born().isEmpty(),
                List.of(person -> Optional.empty()),
                false);
        check(
                "_has:Observation:patient:code=urn:w|rare&_has:Observation:patient:status=final",
                person -> false,
                List.of(person -> Optional.empty()),
                false);
    }

    @Test
    void findsNobodyByWhatIsHidden() {
        Visibility patientsOnly = new Visibility.Limited(Optional.of(HOSPITAL_B), List.of());

        assertThat(pages("_has:Observation:patient:code=urn:w|common", patientsOnly))
                .isEmpty();
    }

    @Test
    void findsByIdAmongMany() {
        assertThat(pages("_id=w7,w9,nobody&_sort=-_id", ALL)).containsExactly("w9", "w7");
        assertThat(pages("_id:not=w7&gender=male", ALL)).doesNotContain("w7").hasSizeGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_sort=family", "_sort=-birthdate", "name=f", "name=f&gender=male", "gender=male"})
    void showsAMemberItsOwnFewAmongTheManyOfOthers(String query) {
        Visibility own = new Visibility.Limited(Optional.of(HOSPITAL_B), List.of());
        String mine = "mine" + Integer.toHexString(query.hashCode());
        STORE.records.write(
                List.of(new Write.Put(
                        new ResourceId("Patient", mine),
                        json("{'resourceType':'Patient','name':[{'family':'f0'}],'gender':'male',"
                                + "'birthDate':'1950-01-01'}"),
                        OptionalLong.empty())),
                by(HOSPITAL_B));

        try {
            assertThat(pages(query + "&_count=2", own)).containsExactly(mine);
        } finally {
            STORE.records.write(
                    List.of(new Write.Delete(new ResourceId("Patient", mine), OptionalLong.empty())), by(HOSPITAL_B));
        }
    }

    @Test
    void keepsTheOrderWhenWhatIsAskedBecomesRareBetweenPages() {
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> "w" + i).toList();

        assertThat(pages("_id=" + String.join(",", ids) + "&_sort=-family&_count=3", ALL))
                .containsExactlyInAnyOrderElementsOf(ids);
    }
}
