package org.consentry.ledger.note;

import java.util.Arrays;
import java.util.HexFormat;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.text.Base64Text;

/** The shape shared by encoded keys: {@code <name>+<hex key id>+<base64 of type and key>}. */
record EncodedKey(KeyName name, KeyId id, KeyKind kind, KeyMaterial key) {
    private static final int LONGEST = 8192;
    private static final int ID_DIGITS = 8;

    static EncodedKey parse(String what, String text) {
        int first = text.indexOf('+');
        int second = text.indexOf('+', first + 1);
        if (text.length() > LONGEST || first < 0 || second < 0) {
            throw new Malformed(what, "name, id and key joined by plus");
        }
        KeyName name = new KeyName(text.substring(0, first));
        KeyId id = id(what, text.substring(first + 1, second));
        byte[] typed = Base64Text.decode(what, text.substring(second + 1));
        if (typed.length < 2) {
            throw new Malformed(what, "a type byte and a key");
        }
        KeyKind kind = KeyKind.ofType(typed[0]).orElseThrow(() -> new Malformed(what, "of a known type"));
        return new EncodedKey(name, id, kind, new KeyMaterial(Arrays.copyOfRange(typed, 1, typed.length)));
    }

    static String write(KeyName name, KeyId id, KeyKind kind, byte[] key) {
        byte[] typed = new byte[1 + key.length];
        typed[0] = kind.type();
        System.arraycopy(key, 0, typed, 1, key.length);
        return name + "+" + id.hex() + "+" + Base64Text.encode(typed);
    }

    private static KeyId id(String what, String digits) {
        boolean lowerHex = digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        if (digits.length() != ID_DIGITS || !lowerHex) {
            throw new Malformed(what, "written with a key id of eight lower-case hexadecimal digits");
        }
        return new KeyId(HexFormat.fromHexDigits(digits));
    }
}
