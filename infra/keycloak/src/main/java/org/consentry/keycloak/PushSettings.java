package org.consentry.keycloak;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where to push, and under which key. Each is an option {@code --spi-events-listener--consentry--<name>} of Keycloak
 * or, in capitals, the environment's {@code CONSENTRY_EVENTS_<NAME>}.
 *
 * @param url the gateway's {@code /internal/keycloak-events}
 * @param key HMAC-SHA-256 key, at least 32 bytes, base64 in the configuration
 * @param outbox folder for what is not delivered yet
 */
record PushSettings(URI url, byte[] key, Path outbox) {
    private static final int LEAST_KEY_BYTES = 32;

    PushSettings {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("consentry events: url must begin with http:// or https://");
        }
        if (key.length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("consentry events: key must have at least 32 bytes");
        }
        key = key.clone();
    }

    @Override
    public byte[] key() {
        return key.clone();
    }

    /** Empty when no URL is set: then nothing is pushed, and the gateway depends on polling. */
    static Optional<PushSettings> read(Options options) {
        String url = options.get("url");
        if (url == null || url.isBlank()) {
            return Optional.empty();
        }
        String key = options.get("key");
        String outbox = options.get("outbox");
        if (key == null || outbox == null) {
            throw new IllegalArgumentException("consentry events: url is set, so key and outbox must be set too");
        }
        return Optional.of(new PushSettings(URI.create(url), Base64.getDecoder().decode(key), Path.of(outbox)));
    }

    /** Looks up one setting by its lower-case name. */
    @FunctionalInterface
    interface Options {
        @Nullable
        String get(String name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PushSettings that
                && url.equals(that.url)
                && Arrays.equals(key, that.key)
                && outbox.equals(that.outbox);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    @Override
    public String toString() {
        return "PushSettings[" + url + "]";
    }
}
