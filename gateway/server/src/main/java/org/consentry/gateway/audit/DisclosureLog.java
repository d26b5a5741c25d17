package org.consentry.gateway.audit;

import java.util.List;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;

/** Where every disclosure is put down before it happens. */
public interface DisclosureLog {
    /**
     * Reads what a member contributed itself, which is put down by the statement that finds it where that can be done.
     *
     * @param own the caller's visibility without any consent
     * @return what was found; if it was not told, {@link #read} must be called for whatever is shown
     */
    Records.Told readOwn(Caller caller, ReadIntent intent, ResourceId id, Visibility own);

    /**
     * Called after the store answered and before the first byte is sent. If it throws, nothing is disclosed.
     *
     * @param shown everything the answer will hold, included resources too; empty when nothing was found, which is
     *     what a caller without access sees
     * @param decision the visibility the answer was computed under
     */
    void read(Caller caller, ReadIntent intent, List<StoredVersion> shown, Visibility decision);
}
