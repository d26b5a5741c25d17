package org.consentry.gateway.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/*
 * What a process makes durable leaves it as bytes on a connection: SQL to its database, requests to witnesses. Between it
 * and them this listens, and can kill the process at a chosen byte: the program under test needs no hook and knows nothing.
 */
/** A way to a server on which a process can be killed when it says a certain thing. */
final class Tripwire implements AutoCloseable {
    private static final int LONGEST_WORD = 64;

    private final ServerSocket listening;
    private final int server;
    private final AtomicReference<Optional<Trap>> trap = new AtomicReference<>(Optional.empty());

    private Tripwire(ServerSocket listening, int server) {
        this.listening = listening;
        this.server = server;
    }

    /** When the process is killed. */
    enum Moment {
        /** What it said last does not reach the server. */
        BEFORE,
        /** The server has done it, its answer does not come back. */
        AFTER
    }

    /**
     * Where it dies.
     *
     * @param word what it says on a connection first; ASCII
     * @param last what it says on the same connection then, or with it
     */
    record Trap(String word, String last, Moment moment, Runnable kill, CountDownLatch sprung) {}

    static Tripwire before(int server) throws IOException {
        Tripwire wire = new Tripwire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Lays a trap and tells whether it was sprung within a minute. */
    boolean spring(String word, String last, Moment moment, Runnable kill) throws InterruptedException {
        CountDownLatch sprung = new CountDownLatch(1);
        trap.set(Optional.of(new Trap(word, last, moment, kill, sprung)));
        return sprung.await(1, TimeUnit.MINUTES);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                Line line = new Line(client, upstream);
                Thread.ofVirtual().start(line::say);
                Thread.ofVirtual().start(line::answer);
            } catch (IOException closed) {
                // The next client may find the server back.
            }
        }
    }

    /** One connection. */
    private final class Line {
        private final Socket client;
        private final Socket upstream;
        private String tail = "";
        private boolean heard;
        private volatile Optional<Trap> atAnswer = Optional.empty();

        Line(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void say() {
            pipe(client, upstream, this::passes);
        }

        void answer() {
            pipe(upstream, client, chunk -> atAnswer.isEmpty() || !die(atAnswer.get()));
        }

        private boolean passes(String chunk) {
            Optional<Trap> set = trap.get();
            if (set.isEmpty()) {
                return true;
            }
            String said = tail + chunk;
            tail = said.substring(Math.max(0, said.length() - LONGEST_WORD));
            heard |= said.contains(set.get().word());
            if (!heard || !said.contains(set.get().last())) {
                return true;
            }
            if (set.get().moment() == Moment.BEFORE) {
                return !die(set.get());
            }
            atAnswer = set;
            return true;
        }

        /** One death, of whoever trips first. */
        private boolean die(Trap set) {
            Optional<Trap> armed = trap.get();
            if (armed.filter(set::equals).isEmpty() || !trap.compareAndSet(armed, Optional.empty())) {
                return false;
            }
            set.kill().run();
            set.sprung().countDown();
            return true;
        }

        private void pipe(Socket from, Socket to, Gate gate) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[65_536];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!gate.opens(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                        return;
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException gone) {
                // Both ends are closed with this one.
            }
        }
    }

    /** Whether a piece goes on. */
    @FunctionalInterface
    private interface Gate {
        boolean opens(String chunk);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
