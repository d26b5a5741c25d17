package org.consentry.gateway.record.journal;

import java.util.List;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.row.Body;
import org.consentry.gateway.record.row.RowIds;
import org.consentry.gateway.record.row.TableRows;
import org.consentry.gateway.record.row.TableRows.Column;
import org.consentry.gateway.record.row.TableRows.Kind;
import org.consentry.gateway.statement.Part;

/** Makes the journal's rows of papers. */
public final class PaperRows {
    private static final List<Column> COLUMNS = List.of(
            new Column("rid", Kind.INT8),
            new Column("type", Kind.INT2),
            new Column("id", Kind.TEXT),
            new Column("source", Kind.TEXT),
            new Column("codec", Kind.INT2),
            new Column("body", Kind.BYTEA),
            new Column("about", Kind.TEXT));

    private final RowIds ids;

    public PaperRows(RowIds ids) {
        this.ids = ids;
    }

    /** As durable as the transaction it is sent in. */
    public Part of(List<Paper> papers) {
        return of(papers, "", "");
    }

    Part of(List<Paper> papers, String with, String from) {
        TableRows rows = new TableRows("journal", COLUMNS);
        for (Paper paper : papers) {
            Body body = Body.of(paper.json());
            rows.add(
                    ids.next(),
                    Definitions.r4().number(paper.type()),
                    paper.id().orElse(null),
                    paper.source().value(),
                    body.codec(),
                    body.bytes(),
                    paper.about().orElse(null));
        }
        String sql = with + "INSERT INTO journal (" + rows.names() + ") SELECT n.* FROM " + rows.unnest() + " AS n("
                + rows.names() + ")" + from;
        return new Part(sql, rows.arrays());
    }
}
