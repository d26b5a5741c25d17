package org.consentry.local.part;

/**
 * A PostgreSQL database.
 *
 * @param url JDBC URL without user and password
 * @param user the role that owns the database; not a superuser
 */
public record Postgres(String url, String user, String password) {

    @Override
    public String toString() {
        return "Postgres[" + url + "]";
    }
}
