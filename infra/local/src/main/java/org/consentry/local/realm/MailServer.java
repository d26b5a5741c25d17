package org.consentry.local.realm;

/**
 * What sends the realm's mail.
 *
 * @param from the address that letters come from
 * @param security how the line is protected
 * @param user empty when the server asks for no sign-in
 * @param password goes to Keycloak and nowhere else
 */
public record MailServer(String host, int port, String from, Security security, String user, String password) {
    private static final int MOST_PORT = 65_535;

    /** How the line is protected. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    public MailServer {
        if (host.isBlank() || port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException("A mail server needs a host and a port of 1 to 65535");
        }
        if (!from.matches("[^@\\s]+@[^@\\s]+")) {
            throw new IllegalArgumentException("Mail comes from an e-mail address");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailServer[host=%s, port=%d, from=%s, security=%s]".formatted(host, port, from, security);
    }
}
