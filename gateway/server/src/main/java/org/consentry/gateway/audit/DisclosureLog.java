package org.consentry.gateway.audit;

import java.util.List;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.record.StoredVersion;

/** Where every disclosure is put down before it happens. */
public interface DisclosureLog {
    /**
     * Called after the store answered and before the first byte is sent. If it throws, nothing is disclosed.
     *
     * @param shown everything the answer will hold, included resources too; empty when nothing was found, which is
     *     what a caller without access sees
     * @param decision the visibility the answer was computed under
     */
    void read(Caller caller, ReadIntent intent, List<StoredVersion> shown, Visibility decision);
}
