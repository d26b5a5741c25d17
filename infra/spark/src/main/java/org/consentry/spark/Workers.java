package org.consentry.spark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.LeakPatterns;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import org.consentry.mappers.deidentify.PatientRegister;
import org.consentry.mappers.deidentify.Policy;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** What runs on the workers, a partition at a time. */
final class Workers {
    /** Shared resources are told apart by so many keys, so that no worker gets all of them. */
    private static final int SHARED = 1_024;

    private static final String NOBODY = "\n";

    private Workers() {}

    /** Whose record a line belongs to: a patient's id, or one of the keys of nobody's. */
    static String owner(String line) {
        String patient = PatientRegister.patientNamed(bytes(line));
        return patient.isEmpty() ? NOBODY + Math.floorMod(line.hashCode(), SHARED) : patient;
    }

    /** The lines of some records without the persons, with the type of each. A record is held until its Patient is known. */
    static FlatMapFunction<Iterator<Tuple2<String, Iterable<String>>>, Tuple2<String, String>> deidentify(Order order) {
        return records -> {
            Deidentifier deidentifier = order.deidentifier();
            return new Flattened(records, record -> {
                List<Tuple2<String, String>> kept = new ArrayList<>();
                PatientFacts facts = facts(record);
                for (String line : record._2()) {
                    if (deidentifier.apply(bytes(line), facts) instanceof Outcome.Kept outcome) {
                        String json = new String(outcome.json(), StandardCharsets.UTF_8);
                        kept.add(new Tuple2<>(PatientRegister.type(outcome.json()), json));
                    }
                }
                return kept.iterator();
            });
        };
    }

    private static PatientFacts facts(Tuple2<String, Iterable<String>> record) {
        if (!record._1().startsWith(NOBODY)) {
            for (String line : record._2()) {
                if (PatientRegister.type(bytes(line)).equals("Patient")) {
                    return PatientFacts.of(bytes(line));
                }
            }
        }
        return PatientFacts.NOBODY;
    }

    /** The places of leaks, of the people in some lines of the input, in lines of the output. */
    static FlatMapFunction<Iterator<String>, String> leaks(Order order, List<String> people) {
        return lines -> {
            LeakPatterns patterns = LeakScanner.forPolicy(Policy.named(order.policy()));
            PatientRegister register = new PatientRegister();
            people.forEach(person -> register.add(bytes(person), patterns));
            LeakScanner scanner = patterns.build();
            List<String> leaks = new ArrayList<>();
            for (long number = 1; lines.hasNext() && leaks.size() < 10; number++) {
                byte[] line = bytes(lines.next());
                scanner.scan(PatientRegister.type(line), number, line).forEach(leak -> leaks.add(leak.toString()));
            }
            return leaks.iterator();
        };
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private interface Of {
        Iterator<Tuple2<String, String>> each(Tuple2<String, Iterable<String>> record);
    }

    /** One record's lines after another's, none before they are asked for. */
    private static final class Flattened implements Iterator<Tuple2<String, String>> {
        private final Iterator<Tuple2<String, Iterable<String>>> records;
        private final Of of;
        private @Nullable Iterator<Tuple2<String, String>> lines;

        Flattened(Iterator<Tuple2<String, Iterable<String>>> records, Of of) {
            this.records = records;
            this.of = of;
        }

        @Override
        public boolean hasNext() {
            while ((lines == null || !lines.hasNext()) && records.hasNext()) {
                lines = of.each(records.next());
            }
            return lines != null && lines.hasNext();
        }

        @Override
        public Tuple2<String, String> next() {
            if (!hasNext() || lines == null) {
                throw new java.util.NoSuchElementException();
            }
            return lines.next();
        }
    }
}
