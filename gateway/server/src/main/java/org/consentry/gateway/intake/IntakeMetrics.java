package org.consentry.gateway.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.consentry.mappers.ConversionReport;
import org.springframework.stereotype.Component;

/**
 * What came in, by sender, format and message type, and what became of its fields. A message names its own type, so
 * that is taken for a label only when it looks like one, and at most {@value #MOST_TYPES} of them.
 */
@Component
class IntakeMetrics {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_\\-^.]{1,40}");
    private static final int MOST_TYPES = 300;

    private final MeterRegistry registry;
    private final Set<String> types = ConcurrentHashMap.newKeySet();

    IntakeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Sender sender, IntakeFormat format, Intaken taken, Duration took) {
        Timer.builder("consentry.intake.messages")
                .description("Messages handed in, and how long each took until it was durable or refused")
                .tag("member", sender.organization().value())
                .tag("format", format.code())
                .tag("type", type(taken))
                .tag("outcome", outcome(taken))
                .register(registry)
                .record(took);
        if (taken instanceof Intaken.Taken durable) {
            fields(sender, format, durable.conversion().report());
        }
    }

    private void fields(Sender sender, IntakeFormat format, ConversionReport report) {
        report.totals().forEach((fate, count) -> registry.counter(
                        "consentry.intake.fields",
                        "member",
                        sender.organization().value(),
                        "format",
                        format.code(),
                        "fate",
                        fate.name().toLowerCase(java.util.Locale.ROOT))
                .increment(count));
    }

    private String type(Intaken taken) {
        String type =
                switch (taken) {
                    case Intaken.Taken durable -> durable.conversion().report().messageType();
                    case Intaken.Rejected rejected -> rejected.report().messageType();
                    case Intaken.Failed failed -> "";
                };
        boolean known = TYPE.matcher(type).matches() && (types.size() < MOST_TYPES || types.contains(type));
        if (known) {
            types.add(type);
        }
        return known ? type : "other";
    }

    private static String outcome(Intaken taken) {
        return switch (taken) {
            case Intaken.Taken durable -> durable.repeated() ? "repeated" : "accepted";
            case Intaken.Rejected rejected -> "rejected";
            case Intaken.Failed failed -> "failed";
        };
    }
}
