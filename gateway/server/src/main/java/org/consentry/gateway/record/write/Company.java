package org.consentry.gateway.record.write;

import java.util.List;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.journal.PaperRows;
import org.consentry.gateway.record.row.RowWriter;
import org.consentry.gateway.statement.Part;

/** What participants add goes with the rows of the resources. */
record Company(RowWriter rows, PaperRows papers) implements Alongside {
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
    public void keep(List<Paper> kept) {
        if (!kept.isEmpty()) {
            rows.add(papers.of(kept));
        }
    }
}
