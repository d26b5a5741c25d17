package org.consentry.gateway.web.proof;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Compression for those who accept it. */
final class Gzip {
    private Gzip() {}

    /** Whether the client takes gzip; a weight of zero says no. */
    static boolean isAccepted(HttpServletRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.strip().split(";", 2);
            boolean named = parts[0].strip().equals("gzip");
            if (named && (parts.length == 1 || !parts[1].strip().matches("q=0(\\.0{0,3})?"))) {
                return true;
            }
        }
        return false;
    }

    static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return out.toByteArray();
    }
}
