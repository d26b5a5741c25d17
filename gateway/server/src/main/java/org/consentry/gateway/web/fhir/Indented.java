package org.consentry.gateway.web.fhir;

import java.io.ByteArrayOutputStream;

/** {@code _pretty}: JSON with lines and spaces, of the same bytes otherwise, so that a signature's content stays. */
final class Indented {
    private final ByteArrayOutputStream out;
    private int depth;

    private Indented(int size) {
        out = new ByteArrayOutputStream(size);
    }

    /** Indents minified JSON. */
    static byte[] of(byte[] json) {
        Indented indented = new Indented(json.length * 2);
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (inString) {
                indented.out.write(b);
                if (b == '\\') {
                    indented.out.write(json[++i]);
                } else {
                    inString = b != '"';
                }
            } else {
                inString = b == '"';
                indented.structure(b, i + 1 < json.length ? json[i + 1] : 0);
            }
        }
        return indented.out.toByteArray();
    }

    private void structure(byte b, byte next) {
        switch (b) {
            case '{', '[' -> {
                out.write(b);
                depth++;
                if (next != '}' && next != ']') {
                    line();
                }
            }
            case '}', ']' -> {
                depth--;
                line();
                out.write(b);
            }
            case ',' -> {
                out.write(b);
                line();
            }
            case ':' -> {
                out.write(b);
                out.write(' ');
            }
            default -> out.write(b);
        }
    }

    private void line() {
        out.write('\n');
        for (int i = 0; i < depth; i++) {
            out.write(' ');
            out.write(' ');
        }
    }
}
