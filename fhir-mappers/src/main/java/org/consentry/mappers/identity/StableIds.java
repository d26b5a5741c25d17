package org.consentry.mappers.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Version 5 UUIDs (RFC 9562 section 5.5) of resource type and business key, in a namespace of the tenant's own. Two
 * hospitals that number their patients from 1 never meet; the same hospital's patient is the same resource for ever.
 */
public final class StableIds {

    /** RFC 9562's namespace for URLs. */
    private static final UUID URLS = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private final byte[] namespace;

    public StableIds(String tenant) {
        namespace = bytes(uuid5(bytes(URLS), "https://consentry.org/tenant/" + tenant));
    }

    /** The logical id of a resource. */
    public String id(String type, String key) {
        return uuid5(namespace, type + '\n' + key).toString();
    }

    private static UUID uuid5(byte[] namespace, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(namespace);
        byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
        hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
        ByteBuffer buffer = ByteBuffer.wrap(hash);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
