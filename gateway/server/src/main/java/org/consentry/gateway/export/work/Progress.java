package org.consentry.gateway.export.work;

/** Whoever waits for the work that is going on, and may not want it any more. */
public interface Progress {
    /** Says how far it is, in words for people, and {@link #check}s. */
    void say(String sentence);

    /** Throws what ends the work. */
    void check();
}
