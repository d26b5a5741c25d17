package org.consentry.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The listener {@code consentry}, which a realm names among its event listeners. */
public final class PushingListenerFactory implements EventListenerProviderFactory {
    private static final Logger LOG = Logger.getLogger(PushingListenerFactory.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final EventListenerProvider DEAF = new EventListenerProvider() {
        @Override
        public void onEvent(Event event) {
            // No address is configured.
        }

        @Override
        public void onEvent(AdminEvent event, boolean includeRepresentation) {
            // No address is configured.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    private Optional<PushSettings> settings = Optional.empty();
    private @Nullable Outbox outbox;

    @Override
    public String getId() {
        return "consentry";
    }

    @Override
    public void init(Config.Scope options) {
        settings = PushSettings.read(name -> {
            String option = options.get(name);
            return option != null ? option : System.getenv("CONSENTRY_EVENTS_" + name.toUpperCase(Locale.ROOT));
        });
    }

    /** Threads start here and not in {@link #init}, which also runs while Keycloak is only being built. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (settings.isEmpty()) {
            LOG.warn("consentry: no url is set, the gateway hears of revocations by polling only");
            return;
        }
        PushSettings chosen = settings.get();
        Push push = new SignedPush(chosen.url(), chosen.key(), InstantSource.system());
        try {
            outbox = Outbox.open(chosen.outbox(), push, FIRST_PAUSE);
        } catch (IOException e) {
            throw new UncheckedIOException("consentry: the outbox folder cannot be made", e);
        }
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return outbox == null ? DEAF : new PushingListener(session, outbox);
    }

    @Override
    public void close() {
        if (outbox != null) {
            outbox.close();
        }
    }
}
