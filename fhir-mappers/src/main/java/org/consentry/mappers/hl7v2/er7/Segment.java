package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

    private static final Composite[] NOT_ASKED = {};

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

    /** The repetitions of each field that was asked for, so that what was read of them is known in the end. */
    private final Composite[][] repetitions;

    private final BitSet whole = new BitSet();
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
        this.repetitions = new Composite[fields.length][];
        Arrays.fill(repetitions, NOT_ASKED);
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
        if (raw(field).isEmpty() || (field <= 2 && isHeader(id))) {
            return List.of();
        }
        Composite[] all = repetitions(field);
        if (all.length == 1) {
            return all[0].isEmpty() ? List.of() : List.of(all[0]);
        }
        List<Composite> valued = new ArrayList<>(all.length);
        for (Composite repetition : all) {
            if (!repetition.isEmpty()) {
                valued.add(repetition);
            }
        }
        return valued;
    }

    /** The first repetition, or an empty one. */
    public Composite first(int field) {
        if (raw(field).isEmpty()) {
            return Composite.EMPTY;
        }
        Composite[] all = repetitions(field);
        mark(field, all.length == 1 ? Reading.READ : Reading.PARTLY);
        return all[0];
    }

    /** What nobody asked for in a field that was read, such as {@code .14} or {@code [2].9.2}. */
    public List<Composite.Part> unreadParts(int field) {
        Composite[] all = field < repetitions.length ? repetitions[field] : NOT_ASKED;
        if (whole.get(field)) {
            return List.of();
        }
        List<Composite.Part> parts = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            String place = all.length == 1 ? "." : "[" + (i + 1) + "].";
            for (Composite.Part part : all[i].unread()) {
                parts.add(new Composite.Part(place + part.place(), part.raw()));
            }
        }
        return parts;
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
        whole.set(field);
        return composite(raw(field)).whole();
    }

    private Composite[] repetitions(int field) {
        Composite[] known = repetitions[field];
        if (known.length == 0) {
            boolean declares = field <= 2 && isHeader(id);
            String[] parts =
                    declares ? new String[] {fields[field]} : Composite.split(fields[field], delimiters.repetition());
            known = new Composite[Math.min(parts.length, MOST_REPETITIONS)];
            for (int i = 0; i < known.length; i++) {
                known[i] = composite(parts[i]);
            }
            if (parts.length > MOST_REPETITIONS) {
                readings[field] = Reading.KEPT;
            }
            repetitions[field] = known;
        }
        return known;
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
