package org.consentry.local.part;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** A running server and its superuser, who makes databases with an owner of their own. */
record PostgresServer(String host, int port, String superPassword, Secrets secrets) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,40}");

    Connection superuser() throws SQLException {
        return DriverManager.getConnection(url("postgres"), "postgres", superPassword);
    }

    /** Creates what is missing, so a crash between two steps is repaired by asking again. */
    Postgres database(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A database's name is 1 to 40 of a-z, 0-9 and '_'");
        }
        Postgres database = new Postgres(url(name), name, secrets.password("postgres.role." + name));
        try (Connection connection = superuser()) {
            if (isAbsent(connection, "SELECT 1 FROM pg_roles WHERE rolname = ", name)) {
                run(connection, "CREATE ROLE " + name + " LOGIN");
            }
            run(connection, "ALTER ROLE " + name + " PASSWORD '" + database.password() + "'");
            if (isAbsent(connection, "SELECT 1 FROM pg_database WHERE datname = ", name)) {
                run(connection, "CREATE DATABASE " + name + " OWNER " + name);
            }
        } catch (SQLException e) {
            throw new PartFailure("PostgreSQL could not create the database " + name, e);
        }
        return database;
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    private static boolean isAbsent(Connection connection, String query, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query + "'" + name + "'")) {
            return !found.next();
        }
    }

    @Override
    public String toString() {
        return "PostgresServer[" + host + ":" + port + "]";
    }
}
