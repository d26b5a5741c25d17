package org.consentry.gateway.record.search;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.row.Sql;

/** Asks the token index whether a row has one of some codes. */
final class TokenProbe {
    private TokenProbe() {}

    /** @param parameters keys of parameters, one of which the code may stand under */
    static Sql anyOf(String alias, List<Integer> parameters, Collection<Coded> codes) {
        String row = "v" + alias;
        return new Sql()
                .add(
                        "EXISTS (SELECT 1 FROM token " + row + " WHERE " + row + ".parameter = ANY(?) AND " + row
                                + ".subject = " + alias + ".subject AND " + row + ".rid = " + alias + ".rid AND ",
                        Sql.ints(parameters))
                .add(VisiblePredicate.anyOf(
                        codes.stream().map(code -> code(row, code)).toList()))
                .add(")");
    }

    private static Sql code(String row, Coded code) {
        Optional<Integer> system = code.system().map(text -> text.isEmpty() ? 0 : Hashes.small(text));
        if (code.code().isEmpty()) {
            return new Sql().add(row + ".system = ?", system.orElseThrow());
        }
        long hash = Hashes.of(code.code().get());
        return system.map(it -> new Sql().add("(" + row + ".code = ? AND " + row + ".system = ?)", hash, it))
                .orElseGet(() -> new Sql().add(row + ".code = ?", hash));
    }
}
