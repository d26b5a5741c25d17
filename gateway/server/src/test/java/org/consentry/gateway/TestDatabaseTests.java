package org.consentry.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTests {
    @Test
    void isAsDurableAsProduction() throws SQLException {
        try (TestDatabase database = TestDatabase.fresh();
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW fsync")) {
            row.next();

            assertThat(row.getString(1)).isEqualTo("on");
        }
    }
}
