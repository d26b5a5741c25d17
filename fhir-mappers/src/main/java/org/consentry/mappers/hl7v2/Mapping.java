package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.hl7v2.datatype.Addresses;
import org.consentry.mappers.hl7v2.datatype.Codes;
import org.consentry.mappers.hl7v2.datatype.Dtm;
import org.consentry.mappers.hl7v2.datatype.Identifiers;
import org.consentry.mappers.hl7v2.datatype.Names;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.identity.StableIds;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Entries;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Everything one conversion needs at hand: data types, what was made so far, and where in the message we are. */
final class Mapping {

    final Header header;
    final ConversionContext context;
    final String messageKey;
    final Terminology terminology;
    final Dtm times;
    final Codes codes;
    final Quantities quantities;
    final Identifiers identifiers;
    final Names names;
    final Addresses addresses;
    final Entries entries;
    final Report report = new Report();
    final Parties parties;
    final Current current = new Current();
    final List<Order> orders = new ArrayList<>();

    /** Lines of documents that are text, by document in the order met; documents are told apart by their ids. */
    final Map<DocumentReference, StringBuilder> texts = new LinkedHashMap<>();

    private final IdentityHashMap<Segment, DomainResource> owners = new IdentityHashMap<>();

    Mapping(Header header, ConversionContext context, String messageKey) {
        this.header = header;
        this.context = context;
        this.messageKey = messageKey;
        terminology = context.profile().terminology();
        times = new Dtm(context.zone());
        codes = new Codes(
                terminology,
                system -> report.note(
                        "",
                        "code-not-in-system",
                        "A code is none of " + system + "; kept under a name of the site's own"));
        quantities = new Quantities(terminology);
        identifiers = new Identifiers(terminology, times);
        names = new Names(terminology, times);
        addresses = new Addresses(terminology, times);
        entries = new Entries(new StableIds(context.tenant()));
        parties = new Parties(this);
    }

    /** A key for what has none of its own: good for this message only. */
    String keyIn(Segment segment) {
        return messageKey + "|" + segment.id() + segment.position();
    }

    /** Says which resource keeps the fields of a segment that nobody reads. */
    void own(Segment segment, DomainResource resource) {
        owners.putIfAbsent(segment, resource);
    }

    /** The same, whichever resource was said to before. */
    void ownInstead(Segment segment, DomainResource resource) {
        owners.put(segment, resource);
    }

    @Nullable
    DomainResource owner(Segment segment) {
        return owners.get(segment);
    }

    /** A point in time; if the field has something else, that is reported and the field stays as it was sent. */
    @Nullable
    DateTimeType time(Segment segment, int field) {
        String text = segment.text(field);
        DateTimeType time = times.dateTime(text);
        if (text != null && time == null) {
            report.fail(segment, field, "invalid-time", "This is not a date or time as HL7 writes it");
        }
        return time;
    }

    /** A date; the time of day that one was told with stands beside it. */
    @Nullable
    DateType date(Segment segment, int field) {
        DateTimeType time = time(segment, field);
        DateType date = times.date(segment.text(field));
        if (time == null || date == null) {
            return null;
        }
        if (time.getValueAsString().length() > 10) {
            date.addExtension(Periods.EXACT, time);
        }
        return date;
    }

    /** A moment; a text that is none is reported and kept as it was sent. */
    @Nullable
    InstantType instant(Segment segment, int field) {
        return time(segment, field) == null ? null : times.instant(segment.text(field));
    }

    /** Whether a flag or code is this one; a value that is none of the two is kept as it was sent. */
    boolean says(Segment segment, int field, String one, String... others) {
        String text = segment.text(field);
        boolean known = text == null || text.equals(one) || List.of(others).contains(text);
        if (!known) {
            segment.unread(field);
        }
        return one.equals(text);
    }

    /** A number without a comparator; a text that is none is kept as it was sent. */
    @Nullable
    BigDecimal decimal(Segment segment, int field) {
        String text = segment.text(field);
        BigDecimal number = Quantities.decimalOf(text);
        if (text != null && number == null) {
            segment.unread(field);
        }
        return number;
    }

    /** A whole number of at least the minimum; a text that is none is kept as it was sent. */
    @Nullable
    Integer whole(Segment segment, int field, int minimum) {
        String text = segment.text(field);
        Integer number = Quantities.integer(text, minimum);
        if (text != null && number == null) {
            segment.unread(field);
        }
        return number;
    }

    /** A period of two fields; if it would end before it starts, only the start is taken. */
    Period period(Segment segment, int from, int to) {
        Period period = new Period();
        period.setStartElement(time(segment, from));
        period.setEndElement(time(segment, to));
        if (!Periods.fit(period)) {
            report.fail(segment, to, "period-ends-before-start", "The period ends before it starts");
            period.setEndElement(null);
        }
        return period;
    }

    /** Labels a resource; a label that it has is not put there twice. */
    static void label(Resource resource, CodeableConcept label) {
        for (Coding coding : label.getCoding()) {
            if (resource.getMeta().getSecurity(coding.getSystem(), coding.getCode()) == null) {
                resource.getMeta().addSecurity(coding);
            }
        }
    }

    /** Hands a code over if the field has one. */
    void concept(Segment segment, int field, @Nullable String table, Consumer<CodeableConcept> to) {
        accept(codes.concept(segment.first(field), table), to);
    }

    /** Hands every repetition's code over. */
    void concepts(Segment segment, int field, @Nullable String table, Consumer<CodeableConcept> to) {
        for (Composite cwe : segment.all(field)) {
            accept(codes.concept(cwe, table), to);
        }
    }

    /** The code a map gives for the field, or null; a code that the map lacks is reported and kept as it was sent. */
    @Nullable
    String translated(Segment segment, int field, String map) {
        String code = segment.text(field);
        String target = terminology.code(map, code);
        if (code != null && target == null) {
            report.note(Report.place(segment, field), "unmapped-code", "The map " + map + " does not have this code");
            segment.unread(field);
        }
        return target;
    }

    static <T> void accept(@Nullable T value, Consumer<? super T> to) {
        if (value != null) {
            to.accept(value);
        }
    }
}
