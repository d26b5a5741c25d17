package org.consentry.gateway.attachment;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Where an object lies in the bucket: {@code sealed/} for what is kept, {@code staging/} for what is fetched once, {@code export/}
 * for de-identified files. */
public record ObjectKey(String value) {
    private static final Pattern FORM = Pattern.compile("(sealed|staging|export)/[0-9a-f]{32}");
    private static final int RANDOM_BYTES = 16;

    public ObjectKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not the key of an object of ours");
        }
    }

    static ObjectKey sealed(SecureRandom random) {
        return new ObjectKey("sealed/" + hex(random));
    }

    static ObjectKey staging(SecureRandom random) {
        return new ObjectKey("staging/" + hex(random));
    }

    /** A new place for a file of an export. */
    public static ObjectKey export(SecureRandom random) {
        return new ObjectKey("export/" + hex(random));
    }

    private static String hex(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
