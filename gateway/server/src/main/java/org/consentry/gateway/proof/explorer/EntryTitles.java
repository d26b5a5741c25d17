package org.consentry.gateway.proof.explorer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.consentry.ledger.entry.EntryKind;

/** What kinds of entries are called. */
public final class EntryTitles {
    private EntryTitles() {}

    /** In addresses and answers, such as {@code consent-granted}. */
    public static String code(EntryKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with that code. */
    public static Optional<EntryKind> kind(String code) {
        return Arrays.stream(EntryKind.values())
                .filter(kind -> code(kind).equals(code))
                .findFirst();
    }

    /** For people. */
    public static String title(EntryKind kind) {
        return switch (kind) {
            case BUNDLE -> "Data was added to the record";
            case CONSENT_REQUESTED -> "Somebody asked to read the record";
            case CONSENT_GRANTED -> "The patient said yes";
            case CONSENT_REFUSED -> "The patient said no";
            case CONSENT_REVOKED -> "The patient took a yes back";
            case CONSENT_EXPIRED -> "A consent reached its end";
            case DISCLOSURE -> "Data was shown to somebody";
            case REENCRYPTION -> "A document was made readable for a recipient";
            case DELIVERY -> "A document was fetched";
            case EXPORT -> "De-identified data was exported";
            case REFERRAL -> "The patient was referred";
            case REWARD -> "A research reward was credited";
            case MEMBERSHIP -> "A member joined, left or changed";
            case KEY_EVENT -> "A key was added, replaced or withdrawn";
            case CONSENT_WITHDRAWN -> "A request was taken back";
        };
    }
}
