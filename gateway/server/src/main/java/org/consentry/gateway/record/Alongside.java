package org.consentry.gateway.record;

import java.util.List;
import org.consentry.gateway.statement.Part;

/**
 * What is stored or asked with a submission's resources, by the same statement: it costs the submission no round trip of
 * its own. Nothing of it is there before all participants have been asked. Parts in the same words are sent as one, which
 * asks or inserts for all submissions that share the transaction.
 */
public interface Alongside {
    void insert(Part insertion);

    /**
     * As {@link #insert(Part)}.
     *
     * @param ifAny run when it, or another's in the same words, made a row, before the commit
     */
    void insert(Part insertion, Runnable ifAny);

    /**
     * Asks what was there before the submission, once what it changes is locked.
     *
     * @param ifAny run when the SELECT, or another's in the same words, finds a row; what it throws undoes all submissions
     *     that share the transaction, and each is then stored by itself
     */
    void ask(Part question, Runnable ifAny);

    /** As {@link Records#keep}, as durable as the submission. */
    void keep(List<Paper> papers);
}
