package org.consentry.mappers.hl7v2.er7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/**
 * Which characters the bytes stand for. A byte order mark wins, then the escape sequences of ISO 2022, then bytes that
 * are valid UTF-8 (what most senders send whatever they declare), then MSH-18 (HL7 table 0211), of which all repetitions
 * are asked, then Windows-1252, in which every byte means something.
 */
final class MessageCharset {

    static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final Charset JAPANESE = Charset.forName("ISO-2022-JP");

    private MessageCharset() {}

    static String decode(byte[] bytes) {
        byte[] narrowed = Wide.narrowed(bytes);
        byte[] message = narrowed == null ? bytes : narrowed;
        int start = 0;
        int end = message.length;
        while (start < end && (message[start] == 0x0b || message[start] == 0x1c)) {
            start++;
        }
        while (end > start
                && (message[end - 1] == 0x1c
                        || message[end - 1] == '\r'
                        || message[end - 1] == '\n'
                        || message[end - 1] == 0)) {
            end--;
        }
        if (startsWith(message, start, 0xef, 0xbb, 0xbf)) {
            return new String(message, start + 3, end - start - 3, StandardCharsets.UTF_8);
        }
        if (escaped(message, start, end)) {
            return new String(message, start, end - start, JAPANESE);
        }
        Charset declared = declared(message, start, end);
        if (declared.equals(StandardCharsets.UTF_16)) {
            declared = StandardCharsets.UTF_8;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message, start, end - start))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(
                    message, start, end - start, declared.equals(StandardCharsets.UTF_8) ? WINDOWS : declared);
        }
    }

    private static Charset declared(byte[] message, int start, int end) {
        int stop = start;
        while (stop < end && message[stop] != '\r' && message[stop] != '\n' && stop - start < 2_000) {
            stop++;
        }
        String header = new String(message, start, stop - start, StandardCharsets.ISO_8859_1);
        if (header.length() < 8) {
            return StandardCharsets.UTF_8;
        }
        Delimiters delimiters = Delimiters.of(header);
        String[] fields = Composite.split(header, delimiters.field());
        String[] names = fields.length > 17 ? Composite.split(fields[17], delimiters.repetition()) : new String[0];
        for (String name : names) {
            // The first one is what the message starts in; plain ASCII says nothing of what the other bytes are.
            String plain = name.strip().toUpperCase(Locale.ROOT);
            if (!plain.isEmpty() && !plain.equals("ASCII")) {
                return named(plain);
            }
        }
        return named("");
    }

    private static Charset named(String name) {
        return switch (name) {
            case "", "UNICODE", "UNICODE UTF-8", "UTF-8", "UTF8" -> StandardCharsets.UTF_8;
            case "ASCII" -> WINDOWS;
            case "8859/1" -> WINDOWS;
            case "UNICODE UTF-16", "UTF-16" -> StandardCharsets.UTF_16;
            case "ISO IR14", "ISO IR87", "ISO IR159" -> JAPANESE;
            case "GB 18030-2000", "GB 18030" -> registered("GB18030");
            case "CNS 11643-1992" -> registered("x-EUC-TW");
            case "BIG-5" -> registered("Big5");
            case "KS X 1001" -> registered("EUC-KR");
            default -> registered(name.startsWith("8859/") ? "ISO-8859-" + name.substring(5) : name);
        };
    }

    private static Charset registered(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return WINDOWS;
        }
    }

    /**
     * True if the bytes switch to Japanese characters as ISO 2022 has it. They are all ASCII then, and so valid UTF-8,
     * in which they would say something else.
     */
    private static boolean escaped(byte[] message, int start, int end) {
        for (int i = start; i + 2 < end; i++) {
            if (message[i] == 0x1b
                    && message[i + 1] == '$'
                    && (message[i + 2] == 'B' || message[i + 2] == '@' || message[i + 2] == '(')) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] message, int start, int... marks) {
        for (int i = 0; i < marks.length; i++) {
            if (start + i >= message.length || (message[start + i] & 0xff) != marks[i]) {
                return false;
            }
        }
        return true;
    }
}
