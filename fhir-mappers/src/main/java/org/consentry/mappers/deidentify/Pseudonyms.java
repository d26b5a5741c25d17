package org.consentry.mappers.deidentify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Keyed names for identities: HMAC-SHA-256 under the project's key, one domain per kind of identity.
 *
 * <p>Ids become UUIDs (version 8) that depend on the id alone and not on its type: a
 * {@code urn:uuid:} reference names no type and must still meet the resource that it points at. A
 * small direct-mapped memory keeps what was asked last, since thousands of references name the same
 * patient. Not for use by several threads.
 */
final class Pseudonyms {
    private static final int REMEMBERED = 1 << 12;

    private final Mac mac;
    private final @Nullable String[] ids = new String[REMEMBERED];
    private final @Nullable String[] answers = new String[REMEMBERED];

    Pseudonyms(ProjectKey key) {
        this.mac = key.mac();
    }

    /** A resource's id, as it stands in {@code Resource.id} and at the end of references. */
    String id(String id) {
        int slot = (id.hashCode() * 0x9E3779B9) >>> 20;
        String remembered = answers[slot];
        if (remembered != null && id.equals(ids[slot])) {
            return remembered;
        }
        String answer = uuid("id", id);
        ids[slot] = id;
        answers[slot] = answer;
        return answer;
    }

    /** A business identifier; the system takes part, so that two hospitals' numbers never meet. */
    String identifier(String system, String value) {
        return uuid("identifier", system + "|" + value);
    }

    /** A code of a local code system, so that equal codes stay equal. */
    String code(String system, String code) {
        return "c-" + uuid("code", system + "|" + code);
    }

    /** The days by which a patient's dates move: -365 to 365, never 0. */
    int shift(String patient) {
        long bits = ByteBuffer.wrap(hash("shift", patient)).getLong();
        int step = (int) Long.remainderUnsigned(bits, 730);
        return step < 365 ? step - 365 : step - 364;
    }

    private String uuid(String domain, String value) {
        ByteBuffer hash = ByteBuffer.wrap(hash(domain, value));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private byte[] hash(String domain, String value) {
        mac.update(domain.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    }
}
