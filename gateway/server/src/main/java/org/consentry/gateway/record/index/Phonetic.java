package org.consentry.gateway.record.index;

/** American Soundex: names that sound alike in English have the same code. What has no letters has its own text. */
public final class Phonetic {
    private static final String CODES = "01230120022455012623010202";
    private static final int LENGTH = 4;

    private Phonetic() {}

    public static String code(String name) {
        String letters = Texts.normalized(name).replaceAll("[^a-z]", "");
        if (letters.isEmpty()) {
            return Texts.normalized(name);
        }
        StringBuilder code = new StringBuilder().append(letters.charAt(0));
        char last = digit(letters.charAt(0));
        for (int i = 1; i < letters.length() && code.length() < LENGTH; i++) {
            char letter = letters.charAt(i);
            char digit = digit(letter);
            if (digit != '0' && digit != last) {
                code.append(digit);
            }
            if (letter != 'h' && letter != 'w') {
                last = digit;
            }
        }
        while (code.length() < LENGTH) {
            code.append('0');
        }
        return code.toString();
    }

    private static char digit(char letter) {
        return CODES.charAt(letter - 'a');
    }
}
