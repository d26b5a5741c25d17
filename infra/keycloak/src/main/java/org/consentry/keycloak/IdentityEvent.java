package org.consentry.keycloak;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

/**
 * What the gateway is told.
 *
 * @param id unique; the same event has the same id however often it is sent
 * @param type REVOKE_GRANT, UPDATE_CONSENT, LOGOUT, DELETE_ACCOUNT as a person causes them; CONSENT_DELETED,
 *     USER_DELETED, LOGOUT as an administrator does
 * @param user the person's {@code sub}
 * @param client the client whose consent it is about; empty where there is none
 * @param time milliseconds since 1970
 */
record IdentityEvent(String id, String type, String realm, String user, String client, long time) {
    private static final Pattern CONSENT = Pattern.compile("users/([^/]+)/consents/([^/]+)");
    private static final Pattern LOGOUT = Pattern.compile("users/([^/]+)/logout");
    private static final Pattern USER = Pattern.compile("users/([^/]+)");

    /** What a person did, if the gateway must know. */
    static Optional<IdentityEvent> of(Event event) {
        if (event.getUserId() == null || event.getError() != null) {
            return Optional.empty();
        }
        return switch (event.getType()) {
            // Without that detail a token was revoked, as the ceremony does with its own, and no consent.
            case REVOKE_GRANT ->
                Optional.ofNullable(event.getDetails())
                        .map(details -> details.get("revoked_client"))
                        .map(client -> of(event, client));
            case UPDATE_CONSENT -> Optional.of(of(event, detail(event, "granted_client")));
            case LOGOUT, DELETE_ACCOUNT -> Optional.of(of(event, ""));
            default -> Optional.empty();
        };
    }

    private static IdentityEvent of(Event event, String client) {
        return new IdentityEvent(
                event.getId(),
                event.getType().name(),
                event.getRealmName(),
                event.getUserId(),
                client,
                event.getTime());
    }

    private static String detail(Event event, String name) {
        Map<String, String> details = event.getDetails();
        String value = details == null ? null : details.get(name);
        return value == null ? orEmpty(event.getClientId()) : value;
    }

    /** What an administrator did, if the gateway must know. */
    static Optional<IdentityEvent> of(AdminEvent event) {
        String path = orEmpty(event.getResourcePath());
        if (event.getError() != null) {
            return Optional.empty();
        }
        Matcher consent = CONSENT.matcher(path);
        if (consent.matches()) {
            return Optional.of(of(event, "CONSENT_DELETED", consent.group(1), decoded(consent.group(2))));
        }
        Matcher logout = LOGOUT.matcher(path);
        if (logout.matches()) {
            return Optional.of(of(event, "LOGOUT", logout.group(1), ""));
        }
        Matcher user = USER.matcher(path);
        return event.getOperationType() == OperationType.DELETE && user.matches()
                ? Optional.of(of(event, "USER_DELETED", user.group(1), ""))
                : Optional.empty();
    }

    private static IdentityEvent of(AdminEvent event, String type, String user, String client) {
        return new IdentityEvent(event.getId(), type, event.getRealmName(), user, client, event.getTime());
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
