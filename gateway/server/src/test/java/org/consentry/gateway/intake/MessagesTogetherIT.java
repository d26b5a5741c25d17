package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that come on several lines at the same moment share transactions, and nobody may be able to tell. */
class MessagesTogetherIT {
    private static final int LINES = 8;

    private final IntakeFixture fixture = new IntakeFixture();
    private final ExecutorService lines = Executors.newFixedThreadPool(LINES);

    @AfterEach
    void close() {
        lines.shutdownNow();
        fixture.close();
    }

    @Test
    void whoeverComesLastTheLatestEventStays() throws Exception {
        for (int patient = 0; patient < 15; patient++) {
            String number = "81" + patient;
            List<Callable<Intaken>> events = IntStream.rangeClosed(1, LINES)
                    .<Callable<Intaken>>mapToObj(hour -> () -> admission(number, hour))
                    .toList();

            assertThat(all(events)).allMatch(Intaken.Taken.class::isInstance);

            assertThat(fixture.found("Patient", "identifier=" + number))
                    .singleElement()
                    .asString()
                    .contains(LINES + " Street");
        }
    }

    @Test
    void whatIsOnlyMentionedNeverReplacesWhatIsToldWhole() throws Exception {
        for (int patient = 0; patient < 15; patient++) {
            String number = "82" + patient;
            List<Callable<Intaken>> events = new ArrayList<>();
            events.add(() -> admission(number, 1));
            IntStream.rangeClosed(2, LINES).forEach(hour -> events.add(() -> result(number, hour)));

            assertThat(all(events)).allMatch(Intaken.Taken.class::isInstance);

            assertThat(fixture.found("Patient", "identifier=" + number))
                    .singleElement()
                    .asString()
                    .contains("1 Street");
            assertThat(fixture.found("Observation", "patient.identifier=" + number))
                    .hasSize(LINES - 1);
        }
    }

    @Test
    void oneThatIsRefusedSpoilsNoOther() throws Exception {
        List<Callable<Intaken>> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String number = "83" + i;
            events.add(i % 5 == 0 ? () -> fixture.send("MSH|^~", "PID|1") : () -> result(number, 2));
        }

        List<Intaken> taken = all(events);

        for (int i = 0; i < taken.size(); i++) {
            assertThat(taken.get(i)).isInstanceOf(i % 5 == 0 ? Intaken.Rejected.class : Intaken.Taken.class);
        }
        assertThat(fixture.found("Observation", "")).hasSize(48);
    }

    private List<Intaken> all(List<Callable<Intaken>> events) throws Exception {
        List<Intaken> taken = new ArrayList<>();
        for (Future<Intaken> each : lines.invokeAll(events)) {
            taken.add(each.get());
        }
        return taken;
    }

    private Intaken admission(String number, int hour) {
        return fixture.send(
                "MSH|^~\\&|ADT|HOSP|GW|GW|2026010%d100000||ADT^A08^ADT_A01|%s-%d|P|2.5.1".formatted(hour, number, hour),
                "EVN|A08|2026010%d100000".formatted(hour),
                "PID|1||%s^^^HOSP^MR||Lovelace^Ada||19700101|F|||%d Street^^Springfield^MA^01101"
                        .formatted(number, hour));
    }

    private Intaken result(String number, int hour) {
        String at = "2026010%d100000".formatted(hour);
        return fixture.send(
                "MSH|^~\\&|LAB|HOSP|GW|GW|%s||ORU^R01^ORU_R01|R%s-%d|P|2.5.1".formatted(at, number, hour),
                "PID|1||" + number + "^^^HOSP^MR||Lovelace",
                "OBR|1|P%s-%d|F%s-%d^LAB|718-7^Hemoglobin^LN|||%s".formatted(number, hour, number, hour, at),
                "OBX|1|NM|718-7^Hemoglobin^LN||13.%d|g/dL|||||F|||%s".formatted(hour, at));
    }
}
