package org.consentry.gateway.web.export;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.job.Exports;

/**
 * One file as it is sent: from where an interrupted download broke off, or packed, but not both, because a range counts
 * the bytes of the file itself.
 */
final class FileAnswer {
    private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");
    private static final int BUFFER = 1 << 16;

    private final Exports exports;
    private final ExportFile file;

    FileAnswer(Exports exports, ExportFile file) {
        this.exports = exports;
        this.file = file;
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(mediaType());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Vary", "Accept-Encoding");
        Matcher from = FROM.matcher(header(request, "Range"));
        boolean head = request.getMethod().equals("HEAD");
        if (from.matches()) {
            part(Long.parseLong(from.group(1)), head, response);
        } else if (isPacked(header(request, "Accept-Encoding"))) {
            // Opened first: a store that is away is told by the status.
            try (InputStream in = exports.open(file, 0)) {
                response.setHeader("Content-Encoding", "gzip");
                try (OutputStream packed = new GZIPOutputStream(response.getOutputStream(), BUFFER)) {
                    in.transferTo(packed);
                }
            }
            if (!head) {
                exports.sent(file, 0, file.bytes());
            }
        } else {
            copy(0, head, response);
        }
    }

    private static String header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("").strip();
    }

    private void part(long first, boolean head, HttpServletResponse response) throws IOException {
        if (first >= file.bytes()) {
            response.setStatus(416);
            response.setHeader("Content-Range", "bytes */" + file.bytes());
            return;
        }
        response.setStatus(206);
        response.setHeader("Content-Range", "bytes " + first + "-" + (file.bytes() - 1) + "/" + file.bytes());
        copy(first, head, response);
    }

    private void copy(long offset, boolean head, HttpServletResponse response) throws IOException {
        long passed = offset;
        try (InputStream in = exports.open(file, offset)) {
            response.setContentLengthLong(file.bytes() - offset);
            OutputStream out = response.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                // Only what has left this process counts as sent.
                out.flush();
                passed += count;
            }
        } finally {
            if (!head) {
                exports.sent(file, offset, passed);
            }
        }
    }

    /** Parquet is packed in itself. */
    private boolean isPacked(String encodings) {
        return !file.name().endsWith(".parquet")
                && Arrays.stream(encodings.split(",", -1))
                        .map(encoding -> encoding.replace(" ", ""))
                        .anyMatch(encoding -> encoding.startsWith("gzip") && !encoding.endsWith(";q=0"));
    }

    private String mediaType() {
        String ending = file.name().substring(file.name().lastIndexOf('.') + 1);
        return ExportFormat.named(ending).orElse(ExportFormat.NDJSON).mediaType();
    }
}
