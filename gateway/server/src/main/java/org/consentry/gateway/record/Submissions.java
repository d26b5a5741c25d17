package org.consentry.gateway.record;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.patch.Patch;
import org.consentry.gateway.record.definition.Hashes;

/**
 * Changes as hospitals ask for them: with conditions, and as transaction Bundles with local {@code urn:uuid} references
 * and conditional references.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#transaction">http.html#transaction</a>
 */
public interface Submissions {
    /**
     * Stores all changing entries of a transaction Bundle or none, in one database transaction with the write
     * participants. MUST NOT return before it survives a power cut. Sending the same content again changes nothing
     * where entries name their identity (an id, a condition). GET entries are left to the caller.
     *
     * @param bundle a Bundle of type transaction as UTF-8 JSON
     * @param rawSha256 SHA-256 of the bytes as they were handed in, which need not be those of the Bundle: 32 bytes
     */
    Submitted submit(byte[] bundle, byte[] rawSha256, Author author, Terms terms);

    /** Stores a Bundle that was handed in as it is. */
    default Submitted submit(byte[] bundle, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        Terms terms = new Terms(visibility, Unmatched.REFUSED, rule, alongside -> {});
        return submit(bundle, Hashes.sha256().digest(bundle), author, terms);
    }

    /**
     * On what terms a Bundle is stored.
     *
     * @param visibility what conditions and conditional references may match
     * @param unmatched what becomes of a conditional reference that matches nothing, or more than one
     * @param rule called with every change before any is stored, again when a lost race is repeated; what it throws
     *     rolls everything back
     * @param alongside adds what is stored with it, on whichever thread commits; again when a lost race is repeated
     */
    record Terms(
            Visibility visibility,
            Unmatched unmatched,
            Consumer<List<WriteIntent>> rule,
            Consumer<Alongside> alongside) {}

    /** Stores one change, as {@link #submit} would store a Bundle that holds it alone. */
    Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule);

    /** What becomes of a conditional reference that does not match exactly one resource. */
    enum Unmatched {
        /** The transaction fails, as the specification says. */
        REFUSED,
        /** A reference by identifier stays as a logical one: a hospital's message names doctors nobody registered. */
        LOGICAL
    }

    /** A change that may depend on a condition. Conditions are search queries without their type. */
    sealed interface Asked {
        /** {@code POST}; {@code ifNoneExist} empty for an unconditional one. */
        record Create(String type, byte[] json, Optional<String> ifNoneExist) implements Asked {}

        /** {@code PUT} of a known id. */
        record Update(ResourceId id, byte[] json, OptionalLong ifMatch) implements Asked {}

        /** {@code PUT} of what a condition finds. */
        record ConditionalUpdate(String type, String condition, byte[] json, OptionalLong ifMatch) implements Asked {}

        /** {@code PATCH} of a known id. */
        record Patched(ResourceId id, Patch patch, OptionalLong ifMatch) implements Asked {}

        /** {@code PATCH} of what a condition finds. */
        record ConditionalPatch(String type, String condition, Patch patch, OptionalLong ifMatch) implements Asked {}

        /** {@code DELETE} of a known id. */
        record Delete(ResourceId id, OptionalLong ifMatch) implements Asked {}

        /** {@code DELETE} of what a condition finds, if that is one. */
        record ConditionalDelete(String type, String condition) implements Asked {}
    }

    /**
     * What became of a Bundle.
     *
     * @param bundleId as in {@link WriteBatch#bundleId()}
     * @param entries one per changing entry of the Bundle, in its order
     */
    record Submitted(String bundleId, List<Entry> entries) {}

    /**
     * What became of an entry.
     *
     * @param index of the entry in its Bundle, from 0
     * @param version the version that is now current; version 0 for a delete that found nothing
     */
    record Entry(int index, Outcome outcome, StoredVersion version) {}

    /** What can happen to an entry. */
    enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        DELETED,
        /** A conditional create that found its resource. */
        MATCHED
    }
}
