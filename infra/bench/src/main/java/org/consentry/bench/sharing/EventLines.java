package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/*
 * Thousands of open event streams on one thread: a selector and one buffer for all of them. A line that ends, because its
 * token did or its gateway went down, is opened again a little later, at the next gateway, after the last event it heard.
 */
final class EventLines implements AutoCloseable {
    private static final long AGAIN_AFTER = 500_000_000L;
    private static final int OPENED_AT_ONCE = 64;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final List<URI> gateways;
    private final Tokens tokens;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private int open;
    private int broken;
    private int refused;

    /** @param gateways lines go to them in turn */
    EventLines(List<URI> gateways, Tokens tokens) throws IOException {
        this.gateways = gateways;
        this.tokens = tokens;
    }

    /** A member's token that holds now. */
    interface Tokens {
        String of(String member) throws IOException, InterruptedException;
    }

    /** One line, whatever sockets it has had. */
    static final class Line {
        final String member;
        final EventReader reader;
        private int gateway;

        Line(String member, EventReader reader, int gateway) {
            this.member = member;
            this.reader = reader;
            this.gateway = gateway;
        }
    }

    private record Waiting(Line line, long due) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return Long.compare(due, other.due);
        }
    }

    void add(Line line) {
        waiting.add(new Waiting(line, System.nanoTime()));
    }

    int open() {
        return open;
    }

    int broken() {
        return broken;
    }

    int refused() {
        return refused;
    }

    /** One look at all of them. */
    void look(long millis) throws IOException, InterruptedException {
        openSome();
        selector.select(millis);
        List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            Line line = (Line) key.attachment();
            try {
                serve(key, line);
            } catch (IOException e) {
                lost(key, line);
            }
        }
    }

    private void openSome() throws IOException, InterruptedException {
        for (int i = 0; i < OPENED_AT_ONCE; i++) {
            Waiting next = waiting.peek();
            if (next == null || next.due() > System.nanoTime()) {
                return;
            }
            Line line = waiting.remove().line();
            URI gateway = gateways.get(line.gateway++ % gateways.size());
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            boolean done = channel.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
            SelectionKey key = channel.register(selector, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, line);
            if (done) {
                ask(channel, gateway, line);
            }
            key.attach(line);
        }
    }

    private void serve(SelectionKey key, Line line) throws IOException, InterruptedException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (key.isConnectable()) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            ask(channel, gateways.get((line.gateway - 1) % gateways.size()), line);
            return;
        }
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            throw new IOException("ended");
        }
        buffer.flip();
        boolean was = line.reader.isOpen();
        line.reader.take(buffer);
        if (!was && line.reader.isOpen()) {
            open++;
        }
        if (line.reader.isRefused()) {
            refused++;
            throw new IOException("refused");
        }
    }

    private void ask(SocketChannel channel, URI gateway, Line line) throws IOException, InterruptedException {
        line.reader.reset();
        String request = "GET /events HTTP/1.1\r\nHost: " + gateway.getAuthority()
                + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + tokens.of(line.member)
                + (line.reader.last() < 0 ? "" : "\r\nLast-Event-ID: " + line.reader.last()) + "\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void lost(SelectionKey key, Line line) throws IOException {
        if (line.reader.isOpen()) {
            open--;
            broken++;
        }
        line.reader.reset();
        key.cancel();
        key.channel().close();
        waiting.add(new Waiting(line, System.nanoTime() + AGAIN_AFTER));
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
