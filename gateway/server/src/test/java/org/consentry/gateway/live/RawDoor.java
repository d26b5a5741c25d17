package org.consentry.gateway.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes to the gateway's port as no client of HTTP would send them, and what comes back. */
record RawDoor(URI base) {
    private static final int PATIENCE_MILLIS = 3_000;
    private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3})");

    static RawDoor of(LiveGateway gateway) {
        URI some = gateway.request("", "/").build().uri();
        return new RawDoor(some);
    }

    /** Everything that comes back until the line is closed or silent. */
    record Said(String text, boolean closed) {
        List<Integer> statuses() {
            List<Integer> statuses = new ArrayList<>();
            Matcher matcher = STATUS.matcher(text);
            while (matcher.find()) {
                statuses.add(Integer.parseInt(matcher.group(1)));
            }
            return statuses;
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Line ends are written as they are meant: {@code \r\n} where they are right. */
    Said say(String bytes) {
        try (Socket socket = open()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return heard(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Said heard(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean closed = true;
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException silent) {
            closed = false;
        } catch (IOException reset) {
            closed = true;
        }
        return new Said(all.toString(StandardCharsets.ISO_8859_1), closed);
    }
}
