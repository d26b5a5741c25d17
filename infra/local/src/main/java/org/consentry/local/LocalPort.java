package org.consentry.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;

/**
 * A port of the stack.
 *
 * @param flag the option that moves it, without hyphens before it; the same in capitals with CONSENTRY_ before it and
 *     underscores is the environment's
 */
record LocalPort(String service, int number, String flag) {

    /**
     * Fails for the first one that somebody else listens on, before anything is started.
     *
     * @throws StackFailure naming the port, its service and the option that moves it
     */
    static void requireFree(List<LocalPort> ports) {
        for (LocalPort port : ports) {
            if (!port.isFree()) {
                throw new StackFailure("Port %d is taken, but %s needs it. Choose another with --%s or %s."
                        .formatted(port.number, port.service, port.flag, port.variable()));
            }
        }
    }

    private boolean isFree() {
        try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private String variable() {
        return "CONSENTRY_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
