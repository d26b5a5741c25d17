package org.consentry.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.consentry.bench.Population.Person;
import org.consentry.bench.load.Load;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The searches that an EHR runs when somebody opens a chart, over random patients. */
@Command(name = "search", description = "Runs the searches of an EHR.", mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    private record Kind(String name, Function<Person, String> path) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("Observation?patient&_count=20", p -> "/Observation?patient=Patient/" + p.id() + "&_count=20"),
            new Kind(
                    "Observation?patient&code",
                    p -> "/Observation?patient=Patient/" + p.id() + "&code=http://loinc.org%7C8302-2"),
            new Kind(
                    "Observation?patient&category&date",
                    p -> "/Observation?patient=Patient/" + p.id()
                            + "&category=vital-signs&date=ge2010-01-01&_count=20"),
            new Kind("Patient?identifier", p -> "/Patient?identifier=" + p.identifier()),
            new Kind("Patient?name", p -> "/Patient?name=" + p.family()),
            new Kind(
                    "Encounter?patient&_sort=-date",
                    p -> "/Encounter?patient=Patient/" + p.id() + "&_sort=-date&_count=20"),
            new Kind("Condition?patient", p -> "/Condition?patient=Patient/" + p.id() + "&_count=20"),
            new Kind(
                    "MedicationRequest?patient&_include",
                    p -> "/MedicationRequest?patient=Patient/" + p.id()
                            + "&_include=MedicationRequest:requester&_count=20"));

    @Mixin
    private final Target target = new Target();

    @Option(names = "--only", defaultValue = "", description = "Only kinds that contain this text.")
    private String only = "";

    @Option(names = "--population", defaultValue = "2000", description = "Patients at most: ${DEFAULT-VALUE}.")
    private int population = 2_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Kind> kinds =
                KINDS.stream().filter(kind -> kind.name().contains(only)).toList();
        return target.measure("searches of an EHR", load -> work(kinds, Population.at(load, population)));
    }

    private static Load.Work work(List<Kind> kinds, Population people) {
        return session -> {
            Kind kind = kinds.get(session.random().nextInt(kinds.size()));
            String path = kind.path().apply(people.one(session.random()));
            session.send(kind.name(), "GET", path, new byte[0], 0);
            return true;
        };
    }
}
