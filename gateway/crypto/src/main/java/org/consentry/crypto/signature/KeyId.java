package org.consentry.crypto.signature;

import java.util.regex.Pattern;

/** The name of a signing key as a JWS header carries it ({@code kid}): 1 to 128 visible ASCII characters, no quotes. */
public record KeyId(String value) {
    private static final Pattern FORM = Pattern.compile("[!#-\\[\\]-~]{1,128}");

    public KeyId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a key id is 1 to 128 visible ASCII characters without quote or backslash");
        }
    }

    static boolean isWellFormed(String value) {
        return FORM.matcher(value).matches();
    }
}
