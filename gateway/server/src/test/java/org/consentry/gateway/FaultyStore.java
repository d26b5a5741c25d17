package org.consentry.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a gateway and its object store and fails as it is told. Every connection carries one request. */
public final class FaultyStore implements AutoCloseable {
    private static final byte[] AWAY = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final URI store;
    private final ServerSocket server;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile String failing = "";
    private volatile long cutAfter = Long.MAX_VALUE;
    private final AtomicInteger passing = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile String held = "";
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public FaultyStore(URI store) {
        this.store = store;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("faulty-store").start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The next so many requests of a method get 503; "" means every method. */
    public void fail(String method, int times) {
        failing = method;
        failures.set(times);
    }

    /** Answers to GET break off after so many bytes, once. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** Requests of a method wait, but for the next so many, until {@link #letGo}. */
    public void hold(String method, int passes) {
        passing.set(passes);
        gate = new CountDownLatch(1);
        held = method;
    }

    /** Whether a request waits. */
    public boolean isHolding() {
        return waiting.get() > 0;
    }

    /** What waits goes on. */
    public void letGo() {
        held = "";
        gate.countDown();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String method = head.substring(0, Math.max(0, head.indexOf(' ')));
            boolean meant = failing.isEmpty() || failing.equals(method);
            if (meant && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                client.getOutputStream().write(AWAY);
                return;
            }
            if (held.equals(method) && passing.getAndDecrement() <= 0) {
                await();
            }
            long most = method.equals("GET") ? cutAfter : Long.MAX_VALUE;
            forward(client, head, most);
        } catch (IOException broken) {
            // Either side went away, which is what this is for.
        }
    }

    private void await() {
        waiting.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void forward(Socket client, String head, long most) throws IOException {
        try (Socket real = new Socket(store.getHost(), store.getPort())) {
            String once = head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
            real.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            InputStream body = client.getInputStream();
            OutputStream there = real.getOutputStream();
            Thread.ofVirtual().start(() -> {
                try {
                    body.transferTo(there);
                } catch (IOException ended) {
                    // The answer has come.
                }
            });
            byte[] buffer = new byte[8192];
            long passed = 0;
            for (int count = real.getInputStream().read(buffer);
                    count >= 0;
                    count = real.getInputStream().read(buffer)) {
                passed += count;
                if (passed > most) {
                    cutAfter = Long.MAX_VALUE;
                    client.setSoLinger(true, 0);
                    return;
                }
                client.getOutputStream().write(buffer, 0, count);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int last = 0, next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            last = next == '\n' && last == 3 ? 4 : next == '\r' || next == '\n' ? last + 1 : 0;
            if (last == 4) {
                break;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1).replaceAll("(?i)\r\nconnection:[^\r]*", "");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
