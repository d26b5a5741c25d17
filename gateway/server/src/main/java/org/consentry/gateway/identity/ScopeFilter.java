package org.consentry.gateway.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;

/**
 * What a granular scope narrows to: criteria on token parameters, all of which a resource must meet.
 *
 * <p>The specification leaves open which parameters a server understands. Here they are all token parameters without
 * modifier; anything else makes the scope grant nothing.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#finer-grained-resource-constraints-using-search-parameters">
 *     finer-grained resource constraints</a>
 */
public record ScopeFilter(List<Criterion> criteria) {
    private static final Pattern NAME = Pattern.compile("_?[a-z][a-z-]{0,63}");
    private static final int MOST_CRITERIA = 5;
    private static final int MOST_VALUES = 20;

    /**
     * One parameter, one of whose values a resource must have.
     *
     * @param parameter code of a search parameter
     */
    public record Criterion(String parameter, List<Coded> anyOf) {
        public Criterion {
            anyOf = List.copyOf(anyOf);
        }
    }

    public ScopeFilter {
        criteria = List.copyOf(criteria);
    }

    /** Reads the part of a scope after its question mark; empty when it is not understood. */
    static Optional<ScopeFilter> parse(String query) {
        List<Criterion> criteria = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals);
            if (!NAME.matcher(name).matches() || criteria.size() == MOST_CRITERIA) {
                return Optional.empty();
            }
            Optional<List<Coded>> values = values(pair.substring(equals + 1));
            if (values.isEmpty()) {
                return Optional.empty();
            }
            criteria.add(new Criterion(name, values.get()));
        }
        return Optional.of(new ScopeFilter(criteria));
    }

    private static Optional<List<Coded>> values(String text) {
        try {
            String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            List<Coded> values = new ArrayList<>();
            for (String value : decoded.split(",", -1)) {
                values.add(Coded.parse(value));
            }
            return values.size() > MOST_VALUES ? Optional.empty() : Optional.of(values);
        } catch (Problem | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
