package org.consentry.gateway.record;

import java.util.List;
import org.consentry.gateway.statement.Insertion;

/**
 * What is stored with a submission's resources, by the same statement: it costs the submission no round trip of its own.
 * Nothing of it is there before all participants have been asked.
 */
public interface Alongside {
    void insert(Insertion insertion);

    /**
     * As {@link #insert(Insertion)}.
     *
     * @param ifAny run when it made a row, before the commit
     */
    void insert(Insertion insertion, Runnable ifAny);

    /** As {@link Records#keep}, as durable as the submission. */
    void keep(List<Paper> papers);
}
