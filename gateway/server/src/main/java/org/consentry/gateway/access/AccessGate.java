package org.consentry.gateway.access;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;

/** The one door every request passes before the store is touched. Implementations decide and record refusals. */
public interface AccessGate {
    /**
     * What the caller may see of what it asks for. The answer MUST already hold what the caller's scopes cover, so
     * that included and chained resources are limited by it too.
     *
     * @throws org.consentry.gateway.problem.Problem FORBIDDEN when the caller may not ask at all; never because of
     *     what exists
     */
    Visibility visibility(Caller caller, ReadIntent intent);

    /**
     * What {@link #visibility} would say of a search if the grants are what they were when it was last asked, without
     * asking the store; empty when nothing is remembered, or something else than grants decides.
     *
     * @throws org.consentry.gateway.problem.Problem FORBIDDEN when the caller may not ask at all
     */
    Optional<Supposed> supposed(Caller caller, ReadIntent intent);

    /**
     * The part of {@link #visibility} that rests on no consent, when that is simpler to tell: what a member contributed
     * itself. Whatever is found under it needs no further question.
     *
     * @throws org.consentry.gateway.problem.Problem as {@link #visibility}
     */
    Optional<Visibility> withoutConsent(Caller caller, ReadIntent intent);

    /**
     * Lets all writes pass or none. Called with the current rows locked, inside the transaction that will store.
     *
     * @throws org.consentry.gateway.problem.Problem FORBIDDEN, or NOT_FOUND where the caller must not learn that the
     *     target exists
     */
    void authorize(Caller caller, List<WriteIntent> intents);
}
