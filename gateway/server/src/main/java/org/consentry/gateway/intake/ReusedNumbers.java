package org.consentry.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.consentry.gateway.access.WriteIntent;

/**
 * Ids of a message that another patient's resources have already, with ids that stand apart.
 *
 * <p>Senders use visit and order numbers again, for other people; what is told of one patient never replaces what
 * belongs to another. The new id follows from the old one and the patient, so the same message finds it again. Whose
 * a resource is only the store can tell, so it is asked while the message is being stored; what was stored until then
 * is rolled back.
 */
final class ReusedNumbers {
    private final Map<String, String> apart = new HashMap<>();

    /** Stops a submission that would move a resource from one patient to another. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Found() {
            super("The message uses numbers of another patient", null, false, false);
        }
    }

    /** A rule that looks for reused numbers first and then judges as the other rule does. */
    Consumer<List<WriteIntent>> before(Consumer<List<WriteIntent>> rule) {
        return intents -> {
            apart.clear();
            intents.stream().filter(WriteIntent::moves).forEach(this::setApart);
            if (!apart.isEmpty()) {
                throw new Found();
            }
            rule.accept(intents);
        };
    }

    /** A Bundle's JSON, or a reference, with the new ids. */
    String renamed(String text) {
        String renamed = text;
        for (Map.Entry<String, String> id : apart.entrySet()) {
            renamed = renamed.replace(id.getKey(), id.getValue());
        }
        return renamed;
    }

    private void setApart(WriteIntent intent) {
        intent.id().ifPresent(id -> {
            String name = id + "|" + intent.patientId().orElse("");
            apart.put(
                    id,
                    UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                            .toString());
        });
    }
}
