package org.consentry.gateway.access;

/** Whether revocations at the identity provider would be heard of. */
public interface ProviderWatch {
    /** What is known. */
    enum Hearing {
        /** They would, or have not been out of hearing for longer than is allowed. */
        HEARD,
        /** They have been out of hearing for too long: what was granted is closed until they are heard again. */
        DEAF
    }

    /** How it stands now. */
    Hearing hearing();
}
