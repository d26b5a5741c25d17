package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a message. Fields count from 1, as in the standard; for MSH, field 1 is the separator itself.
 *
 * <p>Asking for a field marks it as read; {@link #first} marks a field that repeats only as partly read. What stays
 * unread is what the mapping has to answer for. A segment belongs to one conversion and one thread.
 */
public final class Segment {

    /** More repetitions than any sender has a reason for; what is beyond stays unread, and so is kept as sent. */
    private static final int MOST_REPETITIONS = 5_000;

    /** How far a field was read. */
    public enum Reading {
        UNREAD,
        PARTLY,
        READ,
        /** Read, of no use, and to be kept as it was sent, however often it is read again. */
        KEPT
    }

    private final String id;
    private final int position;
    private final String[] fields;
    private final Reading[] readings;
    private final Delimiters delimiters;

    Segment(String line, int position, Delimiters delimiters) {
        String[] parts = Composite.split(line, delimiters.field());
        this.id = parts[0];
        this.position = position;
        this.delimiters = delimiters;
        if (isHeader(id)) {
            fields = new String[parts.length + 1];
            fields[1] = String.valueOf(delimiters.field());
            System.arraycopy(parts, 1, fields, 2, parts.length - 1);
        } else {
            fields = parts;
        }
        fields[0] = id;
        this.readings = new Reading[fields.length];
        Arrays.fill(readings, Reading.UNREAD);
    }

    static boolean isHeader(String id) {
        return id.equals("MSH") || id.equals("BHS") || id.equals("FHS");
    }

    /** The three letters. */
    public String id() {
        return id;
    }

    /** Which segment of the message this is; the header is 1. */
    public int position() {
        return position;
    }

    /** The highest field number that was sent. */
    public int size() {
        return fields.length - 1;
    }

    /** What was sent in a field, undecoded; reading it this way marks nothing. */
    public String raw(int field) {
        return field < fields.length ? fields[field] : "";
    }

    /** True if the field has any content, {@code ""} included. */
    public boolean populated(int field) {
        if (field >= fields.length) {
            return false;
        }
        String raw = fields[field];
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > ' '
                    && c != delimiters.component()
                    && c != delimiters.repetition()
                    && c != delimiters.subcomponent()) {
                return true;
            }
        }
        return false;
    }

    /** True if the sender says the value shall be deleted (HL7 v2.8 chapter 2.5.3.4). */
    public boolean deletes(int field) {
        return raw(field).equals("\"\"");
    }

    public Reading reading(int field) {
        return field < readings.length ? readings[field] : Reading.UNREAD;
    }

    /** Says that a field was read although its value was of no use: it is to be kept as it was sent. */
    public void unread(int field) {
        if (field < readings.length) {
            readings[field] = Reading.KEPT;
        }
    }

    /** All repetitions with content. */
    public List<Composite> all(int field) {
        mark(field, Reading.READ);
        String raw = raw(field);
        if (raw.isEmpty() || (field <= 2 && isHeader(id))) {
            return List.of();
        }
        if (raw.indexOf(delimiters.repetition()) < 0) {
            Composite only = composite(raw);
            return only.isEmpty() ? List.of() : List.of(only);
        }
        List<Composite> repetitions = new ArrayList<>();
        for (String repetition : Composite.split(raw, delimiters.repetition())) {
            if (repetitions.size() == MOST_REPETITIONS) {
                readings[field] = Reading.KEPT;
                break;
            }
            Composite composite = composite(repetition);
            if (!composite.isEmpty()) {
                repetitions.add(composite);
            }
        }
        return repetitions;
    }

    /** The first repetition, or an empty one. */
    public Composite first(int field) {
        String raw = raw(field);
        if (raw.isEmpty()) {
            return Composite.EMPTY;
        }
        int end = raw.indexOf(delimiters.repetition());
        mark(field, end < 0 ? Reading.READ : Reading.PARTLY);
        return composite(end < 0 ? raw : raw.substring(0, end));
    }

    /** The first repetition, seen without marking the field as read. */
    public Composite peek(int field) {
        String raw = raw(field);
        int end = raw.indexOf(delimiters.repetition());
        return raw.isEmpty() ? Composite.EMPTY : composite(end < 0 ? raw : raw.substring(0, end));
    }

    /** The first component of the first repetition. */
    public @Nullable String text(int field) {
        return first(field).get(1);
    }

    /** The first component of the first repetition, or a default. */
    public String text(int field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    /** The whole field as decoded text, for types that have no components. */
    public @Nullable String whole(int field) {
        mark(field, Reading.READ);
        return composite(raw(field)).whole();
    }

    private Composite composite(String raw) {
        return new Composite(raw, delimiters.component(), delimiters);
    }

    private void mark(int field, Reading reading) {
        if (field < readings.length && readings[field] != Reading.READ && readings[field] != Reading.KEPT) {
            readings[field] = reading;
        }
    }
}
