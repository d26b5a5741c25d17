package org.consentry.crypto.signature;

import java.util.regex.Pattern;

/** A key's RFC 7638 thumbprint: base64url of a SHA-256, 43 characters. */
public record KeyThumbprint(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    public KeyThumbprint {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a key thumbprint is 43 base64url characters");
        }
    }

    /** The same text as a key id. */
    public KeyId asKeyId() {
        return new KeyId(value);
    }
}
