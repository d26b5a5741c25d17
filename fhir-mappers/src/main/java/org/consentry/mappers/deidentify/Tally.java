package org.consentry.mappers.deidentify;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a job kept and dropped, by place and never by value. */
final class Tally {
    private final RuleSet rules;
    private final AtomicLongArray fields;
    private final AtomicLong kept = new AtomicLong();
    private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();

    Tally(RuleSet rules) {
        this.rules = rules;
        this.fields = new AtomicLongArray(rules.places().size());
    }

    void field(int place) {
        fields.incrementAndGet(place);
    }

    void kept() {
        kept.incrementAndGet();
    }

    /** One resource dropped; a type that R4 does not know could be anything and is not repeated. */
    void dropped(String type, Outcome.Reason reason) {
        String known = ResourceTypes.known(type) ? type : "(no R4 type)";
        dropped.computeIfAbsent(known + " " + reason, key -> new LongAdder()).increment();
    }

    DropReport report() {
        Map<String, Long> places = new TreeMap<>();
        for (int i = 0; i < fields.length(); i++) {
            if (fields.get(i) > 0) {
                places.merge(rules.places().get(i), fields.get(i), Long::sum);
            }
        }
        Map<String, Long> resources = new TreeMap<>();
        dropped.forEach((key, count) -> resources.put(key, count.sum()));
        return new DropReport(kept.get(), resources, places);
    }
}
