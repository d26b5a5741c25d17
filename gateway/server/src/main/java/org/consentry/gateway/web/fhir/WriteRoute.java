package org.consentry.gateway.web.fhir;

import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;

/**
 * Takes over the writes of one resource type from plain CRUD: a feature whose resources have a life of their own
 * (a Consent is proposed, not put). Implementations are Spring beans; what they do not override is 405. Entries of a
 * batch are routed as well; a transaction that holds such an entry is refused.
 */
public interface WriteRoute {
    /** The resource type that is routed here. */
    String type();

    /** Whether every write of the type is routed. A route that is not whole takes some creates, and nothing else. */
    default boolean isWhole() {
        return true;
    }

    /** Whether this create is routed. */
    default boolean takes(byte[] json) {
        return true;
    }

    /** Whether this create by this caller is routed. */
    default boolean takes(Caller caller, byte[] json) {
        return takes(json);
    }

    /** Whether an update of this resource by this caller is routed. */
    default boolean takes(Caller caller, ResourceId id) {
        return isWhole();
    }

    /** {@code POST /fhir/Type}; the answer is 201 with Location and ETag. */
    default Written create(Caller caller, byte[] json) {
        throw notAllowed("create");
    }

    /** {@code PUT /fhir/Type/id}. */
    default Written update(Caller caller, ResourceId id, byte[] json) {
        throw notAllowed("update");
    }

    /** {@code DELETE /fhir/Type/id}. */
    default void delete(Caller caller, ResourceId id) {
        throw notAllowed("delete");
    }

    /**
     * What was stored.
     *
     * @param notes texts for the client that are no errors, shown under {@code Prefer: return=OperationOutcome}
     * @param made whether a create stored it; otherwise it was there, and the answer is 200
     */
    record Written(StoredVersion version, List<String> notes, boolean made) {
        public Written(StoredVersion version, List<String> notes) {
            this(version, notes, true);
        }

        public Written(StoredVersion version) {
            this(version, List.of());
        }
    }

    private Problem notAllowed(String interaction) {
        return Problem.of(
                ProblemKind.METHOD_NOT_ALLOWED, type() + " does not support " + interaction + "; use its operations");
    }
}
