package org.consentry.local;

import org.consentry.local.part.Keycloak;
import org.consentry.local.realm.Person;

/** What a newcomer reads when the stack is ready. */
final class Welcome {

    private Welcome() {}

    static String text(StackSettings settings, Keycloak keycloak, Report report) {
        StringBuilder text = new StringBuilder();
        text.append("\n  Portal     ").append(settings.gateway()).append('/');
        text.append("\n  FHIR       ").append(settings.gateway()).append("/fhir");
        text.append("\n  Ledger     ").append(settings.gateway()).append("/ledger");
        text.append("\n  Witnesses  127.0.0.1:%d and %d".formatted(settings.witnessPort(), settings.witnessPort() + 1));
        text.append("\n  Account    ").append(keycloak.issuer()).append("/account");
        text.append("\n  Mail       ").append(settings.data().resolve("mail"));
        text.append("\n  MLLP       127.0.0.1:").append(settings.mllpPort());
        text.append("\n\n  Sign in as (made-up people, passwords of this stack only)\n");
        for (Person person : Network.PEOPLE) {
            text.append("    %-10s %-34s %s%n".formatted(person.username(), report.password(person), person.role()));
        }
        text.append("\n  Everything a tool needs: ").append(settings.report());
        text.append("\n  Data stays in ").append(settings.data()).append(". Ctrl-C stops everything.\n");
        return text.toString();
    }
}
