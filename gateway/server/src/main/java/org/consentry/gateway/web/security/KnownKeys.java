package org.consentry.gateway.web.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Answers at once for a key that was not there a moment ago. The source below would find by itself that it may not fetch
 * yet, after waiting for its lock and with four exceptions: that is most of what a token by an invented key costs.
 */
final class KnownKeys implements JWKSource<SecurityContext> {
    private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

    private final JWKSource<SecurityContext> source;
    private final long pause;
    private final LongSupplier nanos;
    private final AtomicLong next;

    /** @param pause how long the source does not fetch again */
    KnownKeys(JWKSource<SecurityContext> source, Duration pause, LongSupplier nanos) {
        this.source = source;
        this.pause = pause.toNanos();
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        List<JWK> known = selector.select(new JWKSet(source.get(ALL, context)));
        if (!known.isEmpty()) {
            return known;
        }
        long now = nanos.getAsLong();
        long due = next.get();
        // One of those who come at the same time asks; a new key is known to all with the answer.
        if (now - due < 0 || !next.compareAndSet(due, now + pause)) {
            throw new NotNow();
        }
        return source.get(selector, context);
    }

    /** Thrown often and never looked into. */
    private static final class NotNow extends KeySourceException {
        private static final long serialVersionUID = 1L;

        NotNow() {
            super("This key is not known, and the issuer was asked a moment ago");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
