package org.consentry.ledger.proof;

import java.util.List;
import java.util.function.Predicate;
import org.consentry.ledger.note.VerifierKey;

/** Who must have cosigned: a rule over witnesses, as a policy's groups build it. */
sealed interface Quorum {
    /** Whether the witnesses for whom the test holds are enough. */
    boolean isMet(Predicate<VerifierKey> cosigned);

    /** Nobody needs to. */
    record None() implements Quorum {
        @Override
        public boolean isMet(Predicate<VerifierKey> cosigned) {
            return true;
        }
    }

    /** This witness. */
    record One(VerifierKey witness) implements Quorum {
        @Override
        public boolean isMet(Predicate<VerifierKey> cosigned) {
            return cosigned.test(witness);
        }
    }

    /** At least some of several. */
    record Some(int threshold, List<Quorum> members) implements Quorum {
        public Some {
            members = List.copyOf(members);
        }

        @Override
        public boolean isMet(Predicate<VerifierKey> cosigned) {
            return members.stream().filter(member -> member.isMet(cosigned)).count() >= threshold;
        }
    }
}
