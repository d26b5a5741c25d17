package org.consentry.gateway.access;

import org.consentry.gateway.identity.Caller;

/** Where the gate tells of a request that it turned away although it knew the patient. MUST NOT make the caller wait. */
public interface Refusals {
    /** Called before the refusal is thrown. */
    void refused(Caller caller, ReadIntent intent);
}
