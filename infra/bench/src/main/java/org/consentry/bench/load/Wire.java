package org.consentry.bench.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/*
 * One kept-alive HTTP/1.1 connection, used by one thread.
 *
 * The driver runs on the machine of what it measures, so it must cost little: java.net.http spends about as much
 * processor time on a small request as a fast server does. This does the least that a FHIR server's answers need:
 * Content-Length and chunked bodies, no redirects, no cookies, no compression. A connection that the server closed is
 * opened again, once per request.
 */
public final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 120_000;

    private final URI base;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    /** @param base the FHIR base URL without a slash at the end */
    public Wire(URI base) {
        this.base = base;
    }

    /**
     * An answer; the body is empty where there was none.
     *
     * @param timing what the server says of its own time
     */
    public record Answer(int status, byte[] body, String location, String timing) {
        /** Whether the server did what was asked. */
        public boolean isFine() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * Sends one request.
     *
     * @param path below the base URL, with its query, encoded; empty for the base itself
     * @param token a bearer token, or empty
     */
    public Answer send(String method, String path, String token, byte[] body) throws IOException {
        boolean kept = socket != null;
        try {
            return exchange(method, path, token, body);
        } catch (IOException e) {
            close();
            if (!kept) {
                throw e;
            }
            return exchange(method, path, token, body);
        }
    }

    private Answer exchange(String method, String path, String token, byte[] body) throws IOException {
        OutputStream out = connected().getOutputStream();
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(base.getRawPath()).append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(base.getAuthority()).append("\r\nAccept: application/fhir+json\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Type: application/fhir+json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
        out.flush();
        return answer();
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            boolean secure = "https".equals(base.getScheme());
            int port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
            open = secure
                    ? SSLSocketFactory.getDefault().createSocket(base.getHost(), port)
                    : new Socket(base.getHost(), port);
            open.setTcpNoDelay(true);
            open.setSoTimeout(TIMEOUT_MS);
            in = new BufferedInputStream(open.getInputStream(), 64 * 1024);
            socket = open;
        }
        return open;
    }

    private Answer answer() throws IOException {
        String first = line();
        int status = Integer.parseInt(first.substring(9, 12));
        int length = -1;
        boolean chunked = false;
        boolean ends = false;
        String location = "";
        String timing = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            switch (name) {
                case "content-length" -> length = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> ends = value.equalsIgnoreCase("close");
                case "location" -> location = value;
                case "server-timing" -> timing = value;
                default -> {
                    // Other headers do not matter here.
                }
            }
        }
        boolean bare = status == 204 || status == 304;
        byte[] body = bare ? new byte[0] : chunked ? chunks() : whole(Math.max(0, length));
        if (ends) {
            close();
        }
        return new Answer(status, body, location, timing);
    }

    private byte[] whole(int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer ended early");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int extension = size.indexOf(';');
            int length = Integer.parseInt(extension < 0 ? size : size.substring(0, extension), 16);
            body.writeBytes(whole(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        Socket open = socket;
        socket = null;
        if (open != null) {
            open.close();
        }
    }
}
