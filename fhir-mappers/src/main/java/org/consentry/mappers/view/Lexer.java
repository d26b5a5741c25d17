package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.List;

/** Cuts a path into tokens. Text tokens keep their first quote so that they cannot be names. */
final class Lexer {
    private static final int LONGEST = 4096;
    private static final String SIGNS = ".,()[]=<>+-*/|";

    private final String path;
    private int at;

    private Lexer(String path) {
        this.path = path;
    }

    static List<String> tokens(String path) {
        if (path.length() > LONGEST) {
            throw new ViewRefused("path", "longer than %d characters".formatted(LONGEST));
        }
        return new Lexer(path).all();
    }

    private List<String> all() {
        List<String> tokens = new ArrayList<>();
        while (at < path.length()) {
            char c = path.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'') {
                tokens.add(text());
            } else if (Character.isLetter(c) || c == '_' || c == '$' || c == '%') {
                tokens.add(run(1, false));
            } else if (Character.isDigit(c)) {
                tokens.add(run(1, true));
            } else {
                tokens.add(sign(c));
            }
        }
        return tokens;
    }

    private String text() {
        StringBuilder text = new StringBuilder("'");
        at++;
        while (at < path.length() && path.charAt(at) != '\'') {
            if (path.charAt(at) == '\\') {
                at++;
            }
            if (at < path.length()) {
                text.append(path.charAt(at++));
            }
        }
        if (at >= path.length()) {
            throw new ViewRefused("path", "a quote is not closed");
        }
        at++;
        return text.toString();
    }

    private String run(int skip, boolean number) {
        int start = at;
        at += skip;
        while (at < path.length() && (part(path.charAt(at)) || (number && decimalPoint()))) {
            at++;
        }
        return path.substring(start, at);
    }

    private static boolean part(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private boolean decimalPoint() {
        return path.charAt(at) == '.' && at + 1 < path.length() && Character.isDigit(path.charAt(at + 1));
    }

    private String sign(char c) {
        boolean twoSigns = at + 1 < path.length() && path.charAt(at + 1) == '=' && (c == '<' || c == '>' || c == '!');
        if (!twoSigns && SIGNS.indexOf(c) < 0) {
            throw new ViewRefused("path", "unexpected sign at character %d".formatted(at + 1));
        }
        String sign = path.substring(at, at + (twoSigns ? 2 : 1));
        at += sign.length();
        return sign;
    }
}
