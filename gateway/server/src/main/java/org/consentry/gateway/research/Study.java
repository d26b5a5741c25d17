package org.consentry.gateway.research;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * A study and what it offers.
 *
 * @param id of its ResearchStudy
 * @param clientId the analyst's client whose study it is and who gets the data
 * @param policy what the data is de-identified by
 * @param types what of a subject's record goes to the study
 * @param criteria searches that all find something in the record of a candidate
 * @param reward given once to who takes part
 * @param ends when every yes ends
 * @param every how often data is released by itself; zero for never
 */
record Study(
        String id,
        String clientId,
        String title,
        String sponsor,
        String policy,
        Set<String> types,
        List<Criterion> criteria,
        Reward reward,
        Instant ends,
        Duration every,
        State state) {
    /** Where a study stands. */
    enum State {
        DRAFT,
        ACTIVE,
        CLOSED
    }

    /** A search, {@code Type?query}. */
    record Criterion(String type, String query) {
        static Criterion parse(String place, String text) {
            int mark = text.indexOf('?');
            if (mark <= 0) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, place, "a search such as Condition?code=44054006");
            }
            return new Criterion(text.substring(0, mark), text.substring(mark + 1));
        }

        @Override
        public String toString() {
            return type + "?" + query;
        }
    }

    /** An amount of money. */
    record Reward(long cents, String currency) {
        private static final long MOST = 100_000_00;

        Reward {
            if (cents < 0 || cents > MOST) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "reward.value", "0 to 100000");
            }
            try {
                Currency.getInstance(currency);
            } catch (IllegalArgumentException e) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "reward.currency", "a code of ISO 4217");
            }
        }

        /** As a decimal with two digits. */
        String value() {
            return java.math.BigDecimal.valueOf(cents, 2).toPlainString();
        }
    }

    Study {
        types = Set.copyOf(types);
        criteria = List.copyOf(criteria);
    }
}
