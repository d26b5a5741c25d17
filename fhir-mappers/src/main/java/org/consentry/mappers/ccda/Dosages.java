package org.consentry.mappers.ccda;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Set;
import org.consentry.mappers.ccda.datatype.Quantities;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.EventTiming;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.jspecify.annotations.Nullable;

/** How to take a medicine: when (the first effectiveTime), how often (the others), how much, which way, in words. */
final class Dosages {

    private static final Set<String> EVENTS =
            Set.of("HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV");
    private static final BigDecimal MINUTES = BigDecimal.valueOf(60);
    private static final BigDecimal MOST_MINUTES = BigDecimal.valueOf(100_000);

    private Dosages() {}

    /** The dosage, or null if nothing is told. */
    static @Nullable Dosage of(Statement statement, Document document) {
        Dosage dosage = new Dosage();
        Timing timing = timing(statement, document);
        if (!timing.isEmpty()) {
            dosage.setTiming(timing);
        }
        Element element = statement.element();
        document.concept(element.child("routeCode"), dosage::setRoute);
        document.concept(element.child("approachSiteCode"), dosage::setSite);
        Dosage.DosageDoseAndRateComponent amount = new Dosage.DosageDoseAndRateComponent();
        amount.setDose(document.quantities.dose(element.child("doseQuantity")));
        amount.setRate(document.quantities.dose(element.child("rateQuantity")));
        if (!amount.isEmpty()) {
            dosage.addDoseAndRate(amount);
        }
        Document.accept(document.quantities.ratio(element.child("maxDoseQuantity")), dosage::setMaxDosePerPeriod);
        if (element.child("precondition") != null) {
            asNeeded(element, dosage, document);
        }
        words(statement, dosage, document);
        return dosage.isEmpty() ? null : dosage;
    }

    private static void asNeeded(Element element, Dosage dosage, Document document) {
        for (Element criterion : element.all("precondition", "criterion")) {
            document.concept(criterion.child("value"), dosage::setAsNeeded);
        }
        if (!dosage.hasAsNeeded()) {
            dosage.setAsNeeded(new org.hl7.fhir.r4.model.BooleanType(true));
        }
    }

    private static void words(Statement statement, Dosage dosage, Document document) {
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.FREE_TEXT_SIG) || inner.coded("76662-6")) {
                Document.accept(Facts.said(inner, document), text -> {
                    document.mapped(inner);
                    dosage.setText(text);
                });
            } else if (inner.is(Template.INSTRUCTION)) {
                String said = Facts.said(inner, document);
                Element code = inner.code();
                if (code != null && document.codes.coding(code) != null) {
                    document.mapped(inner);
                    document.concept(code, dosage::addAdditionalInstruction);
                }
                String text = said == null && code != null ? document.codes.text(code) : said;
                if (text != null) {
                    document.mapped(inner);
                    dosage.setPatientInstruction(text);
                }
            }
        }
    }

    private static Timing timing(Statement statement, Document document) {
        Timing timing = new Timing();
        statement.element().children("effectiveTime").forEach(time -> part(time, timing, document));
        if (timing.getRepeat().getWhen().stream()
                .anyMatch(when -> when.getValue().toCode().startsWith("C"))) {
            // Before or after one meal and with another one: FHIR has one offset for both (tim-9).
            timing.getRepeat().setOffsetElement(null);
        }
        return timing;
    }

    /** A time is of the type it names, else of the one that its parts are of; a set of times (SXPR_TS) is told by each. */
    private static void part(Element time, Timing timing, Document document) {
        String type = time.type();
        if (type.equals("PIVL_TS") || time.child("period") != null) {
            often(time, timing);
        } else if (type.equals("EIVL_TS") || time.child("event") != null) {
            event(time, timing);
        } else if (time.child("comp") != null) {
            time.children("comp").forEach(comp -> part(comp, timing, document));
        } else {
            when(time, timing, document);
        }
    }

    private static void when(Element time, Timing timing, Document document) {
        DateTimeType point = document.times.point(time);
        if (point != null) {
            timing.getEvent().add(point);
            return;
        }
        Period bounds = document.times.period(time);
        if (bounds == null && !timing.getRepeat().hasBounds()) {
            timing.getRepeat().setBounds(document.quantities.duration(time.child("width")));
        } else if (bounds != null && !timing.getRepeat().hasBoundsPeriod()) {
            timing.getRepeat().setBounds(bounds);
        }
    }

    private static void often(Element time, Timing timing) {
        Element period = time.child("period");
        if (period == null) {
            return;
        }
        Element low = period.child("low");
        BigDecimal value = Quantities.number(period.attribute("value"));
        BigDecimal from = value != null ? value : low == null ? null : Quantities.number(low.attribute("value"));
        String unit = Quantities.timeUnit(
                period.attribute("unit") != null || low == null ? period.attribute("unit") : low.attribute("unit"));
        if (from == null || unit == null || from.signum() <= 0) {
            unread(period);
            period.children().forEach(Dosages::unread);
            return;
        }
        TimingRepeatComponent repeat = timing.getRepeat();
        Element high = period.child("high");
        BigDecimal to = high == null ? null : Quantities.number(high.attribute("value"));
        repeat.setFrequency(1).setPeriod(from).setPeriodUnit(UnitsOfTime.fromCode(unit));
        if (to != null && to.compareTo(from) > 0) {
            repeat.setPeriodMax(to);
        } else if (time.flag("institutionSpecified") && unit.equals("h")) {
            perDay(from, repeat);
        }
    }

    private static void unread(Element quantity) {
        quantity.unread("value");
        quantity.unread("unit");
    }

    /** "Three times a day, the ward says when" is written as every 8 hours, by the institution. */
    private static void perDay(BigDecimal hours, TimingRepeatComponent repeat) {
        BigDecimal[] times = BigDecimal.valueOf(24).divideAndRemainder(hours);
        if (times[1].signum() == 0 && times[0].signum() > 0) {
            repeat.setFrequency(times[0].setScale(0, RoundingMode.DOWN).intValue());
            repeat.setPeriod(BigDecimal.ONE).setPeriodUnit(UnitsOfTime.D);
        }
    }

    private static void event(Element time, Timing timing) {
        Element event = time.child("event");
        String code = event == null ? null : event.attribute("code");
        if (event == null || code == null || !EVENTS.contains(code.toUpperCase(Locale.ROOT))) {
            if (event != null) {
                event.unread("code");
            }
            return;
        }
        EventTiming when = EventTiming.fromCode(code.toUpperCase(Locale.ROOT));
        timing.getRepeat().addWhen(when);
        Element offset = time.child("offset");
        Element width = offset != null && offset.child("low") != null ? offset.child("low") : offset;
        BigDecimal minutes = width == null ? null : minutes(width);
        if (minutes != null
                && !when.toCode().startsWith("C")
                && !timing.getRepeat().hasOffset()) {
            timing.getRepeat().setOffset(minutes.intValue());
        } else if (width != null) {
            unread(width);
        }
    }

    /** Whole minutes of hours or minutes; null if it is no such time. */
    private static @Nullable BigDecimal minutes(Element width) {
        BigDecimal value = Quantities.number(width.attribute("value"));
        String unit = String.valueOf(width.attribute("unit"));
        BigDecimal minutes = value == null
                ? null
                : switch (unit) {
                    case "h" -> value.multiply(MINUTES);
                    case "min" -> value;
                    default -> null;
                };
        if (minutes == null || minutes.signum() < 0 || minutes.compareTo(MOST_MINUTES) >= 0) {
            return null;
        }
        return minutes.stripTrailingZeros().scale() <= 0 ? minutes : null;
    }
}
