package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;
import static org.consentry.gateway.record.StoreFixture.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.Test;

/**
 * Searches against an oracle that knows nothing of indexes: random observations are kept in a list, random queries are
 * answered from it by plain comparison, and the store must agree. The seed is fixed, so a failure repeats.
 */
class SearchOracleTests {
    private static final int OBSERVATIONS = 300;
    private static final int QUERIES = 300;
    private static final String[] CODES = {"8867-4", "8480-6", "8462-4", "29463-7"};
    private static final String[] STATUSES = {"final", "amended", "preliminary"};
    private static final String[] FAMILIES = {"Muster", "Müller", "Muller", "O'Neil", "van der Berg"};

    private final Random random = new Random(20261120);

    private record Fact(
            String id, int patient, String code, String status, int year, int month, int day, double value) {}

    private record Asked(String query, Predicate<Fact> expected) {}

    @Test
    void findsWhatTheOracleFinds() {
        try (StoreFixture store = new StoreFixture()) {
            List<Fact> facts = fill(store);
            for (int i = 0; i < QUERIES; i++) {
                Asked one = criterion();
                Asked other = criterion();
                List<String> expected = facts.stream()
                        .filter(one.expected().and(other.expected()))
                        .map(Fact::id)
                        .toList();

                List<String> found = store.find("Observation", one.query() + "&" + other.query() + "&_count=1000");

                assertThat(found).as(one.query() + "&" + other.query()).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private List<Fact> fill(StoreFixture store) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < FAMILIES.length; i++) {
            writes.add(put("Patient/p" + i, "{'resourceType':'Patient','name':[{'family':\"" + FAMILIES[i] + "\"}]}"));
        }
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < OBSERVATIONS; i++) {
            Fact fact = new Fact(
                    "o" + i,
                    random.nextInt(FAMILIES.length),
                    pick(CODES),
                    pick(STATUSES),
                    2020 + random.nextInt(4),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(400) / 2.0);
            facts.add(fact);
            writes.add(put(
                    "Observation/" + fact.id(),
                    String.format(
                            Locale.ROOT,
                            "{'resourceType':'Observation','status':'%s','code':{'coding':[{'system':'http://loinc.org','code':'%s'}]},"
                                    + "'subject':{'reference':'Patient/p%d'},'effectiveDateTime':'%04d-%02d-%02d',"
                                    + "'valueQuantity':{'value':%.1f,'system':'http://unitsofmeasure.org','code':'mm[Hg]'}}",
                            fact.status(),
                            fact.code(),
                            fact.patient(),
                            fact.year(),
                            fact.month(),
                            fact.day(),
                            fact.value())));
        }
        store.records.write(writes, by(HOSPITAL_A));
        return facts;
    }

    private static Write put(String reference, String json) {
        return new Write.Put(ResourceId.parse(reference), json(json.replace("O'Neil", "O’Neil")), OptionalLong.empty());
    }

    private String pick(String[] values) {
        return values[random.nextInt(values.length)];
    }

    private Asked criterion() {
        int patient = random.nextInt(FAMILIES.length);
        String code = pick(CODES);
        String other = pick(CODES);
        String status = pick(STATUSES);
        int year = 2020 + random.nextInt(4);
        int month = 1 + random.nextInt(12);
        int value = random.nextInt(200);
        String yearMonth = String.format(Locale.ROOT, "%04d-%02d", year, month);
        return switch (random.nextInt(14)) {
            case 0 -> new Asked("patient=p" + patient, f -> f.patient() == patient);
            case 1 -> new Asked("code=http://loinc.org%7C" + code, f -> f.code().equals(code));
            case 2 ->
                new Asked(
                        "code=" + code + "," + other,
                        f -> f.code().equals(code) || f.code().equals(other));
            case 3 -> new Asked("status:not=" + status, f -> !f.status().equals(status));
            case 4 -> new Asked("date=" + year, f -> f.year() == year);
            case 5 -> new Asked("date=ge" + yearMonth, f -> months(f) >= year * 12 + month);
            case 6 -> new Asked("date=lt" + yearMonth, f -> months(f) < year * 12 + month);
            case 7 -> new Asked("date=ne" + yearMonth, f -> months(f) != year * 12 + month);
            case 8 -> new Asked("value-quantity=gt" + value, f -> f.value() > value);
            case 9 ->
                new Asked(
                        "value-quantity=le" + value + "%7Chttp://unitsofmeasure.org%7Cmm[Hg]", f -> f.value() <= value);
            case 10 -> new Asked("value-quantity=" + value, f -> f.value() >= value - 0.5 && f.value() < value + 0.5);
            case 11 ->
                new Asked(
                        "patient.family=mul",
                        f -> FAMILIES[f.patient()].equals("Muller") || FAMILIES[f.patient()].equals("Müller"));
            case 12 -> new Asked("subject:Patient.family:exact=Muster", f -> FAMILIES[f.patient()].equals("Muster"));
            default ->
                new Asked(
                        "code-value-quantity=" + code + "$ge" + value,
                        f -> f.code().equals(code) && f.value() >= value);
        };
    }

    private static int months(Fact fact) {
        return fact.year() * 12 + fact.month();
    }
}
