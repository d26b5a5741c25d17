package org.consentry.gateway.record.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTests {
    @Test
    void putsNumbersInTheTextAndNeverATextOfACallers() {
        Sql sql = new Sql()
                .add("a = ? AND b = ? AND c = ? AND d = ?", 1L, "it's ?", -2, "x")
                .withNumbersInText();

        assertThat(sql.text()).isEqualTo("a = (1::int8) AND b = ? AND c = (-2::int4) AND d = ?");
    }
}
