package org.consentry.crypto.umbral;

import java.util.function.Function;

/** Something from outside after it was checked: the value, or why not. */
public sealed interface Checked<T> {

    /** It passed every check. */
    record Accepted<T>(T value) implements Checked<T> {}

    /** It did not, and this is the first thing found wrong. */
    record Refused<T>(Flaw flaw) implements Checked<T> {}

    /** The next check, on a value that passed this one. */
    default <R> Checked<R> then(Function<? super T, Checked<R>> next) {
        return switch (this) {
            case Accepted<T> accepted -> next.apply(accepted.value());
            case Refused<T> refused -> new Refused<>(refused.flaw());
        };
    }

    /** The value, for callers to whom a refusal is a mistake of their own. */
    default T orThrow() {
        return switch (this) {
            case Accepted<T> accepted -> accepted.value();
            case Refused<T> refused ->
                throw new IllegalArgumentException(refused.flaw().text());
        };
    }
}
