package org.consentry.gateway.record;

import java.util.List;
import javax.sql.DataSource;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.gateway.statement.Part;
import org.springframework.jdbc.core.JdbcTemplate;

/** What participants add to a submission, for tests without a store. */
public final class Collected implements Alongside {
    private final OneStatement rows = new OneStatement();

    @Override
    public void insert(Part insertion) {
        rows.add(insertion);
    }

    @Override
    public void insert(Part insertion, Runnable ifAny) {
        rows.add(insertion, ifAny);
    }

    @Override
    public void ask(Part question, Runnable ifAny) {
        rows.ask(question, ifAny);
    }

    @Override
    public void keep(List<Paper> papers) {
        throw new UnsupportedOperationException();
    }

    public void send(DataSource database) {
        rows.run(new JdbcTemplate(database));
    }
}
