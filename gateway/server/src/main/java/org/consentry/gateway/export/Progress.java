package org.consentry.gateway.export;

/** Whoever waits for the work that is going on, and may not want it any more. */
interface Progress {
    /** Says how far it is, in words for people, and {@link #check}s. */
    void say(String sentence);

    /** Throws what ends the work. */
    void check();
}
