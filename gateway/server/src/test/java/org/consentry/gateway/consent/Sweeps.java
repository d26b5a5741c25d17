package org.consentry.gateway.consent;

import org.springframework.context.ApplicationContext;

/** Lets tests of other packages do at once what a schedule does every few seconds. */
public final class Sweeps {
    private Sweeps() {}

    /** Tells of ended grants; answers how many there were. */
    public static int expire(ApplicationContext context) {
        return context.getBean(ConsentExpiry.class).expire();
    }
}
