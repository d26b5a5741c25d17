package org.consentry.gateway.web.event;

import java.io.IOException;

/** The way to one client. */
interface Line extends AutoCloseable {
    /** Sends and flushes. @throws IOException when the client is gone or does not read in time */
    void send(byte[] bytes) throws IOException;

    /** Ends the response. */
    @Override
    void close();
}
