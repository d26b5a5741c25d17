package org.consentry.gateway.record;

import java.util.Optional;
import java.util.OptionalLong;

/** One change that is asked for. References inside have been resolved; {@code json} is a JSON object in UTF-8. */
public sealed interface Write {
    /** Stores a new resource under an id the server chooses. */
    record Create(String type, byte[] json) implements Write {}

    /** Creates or replaces the resource. {@code ifMatch}: what must be there, as in {@link ExpectedVersion}. */
    record Put(ResourceId id, byte[] json, OptionalLong ifMatch) implements Write {}

    /** Deletes the resource; deleting what is not there changes nothing. */
    record Delete(ResourceId id, OptionalLong ifMatch) implements Write {}

    /** The id, where the writer names it. */
    default Optional<ResourceId> target() {
        return switch (this) {
            case Create create -> Optional.empty();
            case Put put -> Optional.of(put.id());
            case Delete delete -> Optional.of(delete.id());
        };
    }
}
