package org.consentry.gateway.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A fetch whose client is killed: it reads as much as it is told, and its connection is reset when it is closed. */
record BrokenFetch(Socket socket) implements AutoCloseable {
    /** So many bytes of a body, and no more. */
    static byte[] of(URI uri, String token, long bytes) throws IOException {
        try (BrokenFetch fetch = begin(uri, token)) {
            return fetch.read(bytes);
        }
    }

    /** Returns when the headers of the answer have come. */
    static BrokenFetch begin(URI uri, String token) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoLinger(true, 0);
        String head = "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        for (int seen = 0; seen != 0x0D0A0D0A; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            seen = seen << 8 | next;
        }
        return new BrokenFetch(socket);
    }

    byte[] read(long bytes) throws IOException {
        return socket.getInputStream().readNBytes(Math.toIntExact(bytes));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
