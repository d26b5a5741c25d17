package org.consentry.mappers.deidentify;

/** What became of one resource. */
public sealed interface Outcome {
    /**
     * The resource without the person.
     *
     * @param json UTF-8, one line, without a line end
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Kept(byte[] json) implements Outcome {}

    /** Nothing of the resource may leave. */
    record Dropped(Reason reason) implements Outcome {}

    /** Why a resource was dropped. */
    enum Reason {
        /** Not JSON, not an object, nested too deeply, or without a {@code resourceType}. */
        MALFORMED,
        /** No rule file speaks about its type. */
        UNKNOWN_TYPE,
        /** A {@code modifierExtension} or {@code implicitRules} could change what the rest means. */
        MODIFIED,
        /** An entry of a Bundle without a resource. */
        EMPTY
    }
}
