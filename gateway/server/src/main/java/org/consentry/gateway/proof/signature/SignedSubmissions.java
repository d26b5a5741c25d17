package org.consentry.gateway.proof.signature;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Submissions;
import org.consentry.ledger.merkle.Hash;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Submissions whose signatures were checked: first of all, on the bytes as they came, because what follows takes content
 * out of them.
 *
 * <p>A Bundle that the gateway made of a message, whose bytes are not those that were handed in, has no place for a
 * signature and is asked for none.
 */
@Component
@Primary
public class SignedSubmissions implements Submissions {
    private final Submissions next;
    private final MemberSignatures signatures;
    private final RequiredSignatures required;

    public SignedSubmissions(
            @Qualifier("sealingSubmissions") Submissions next,
            MemberSignatures signatures,
            RequiredSignatures required) {
        this.next = next;
        this.signatures = signatures;
        this.required = required;
    }

    @Override
    public Submitted submit(byte[] bundle, byte[] rawSha256, Author author, Terms terms) {
        return next.submit(bundle, rawSha256, signed(bundle, rawSha256, author), terms);
    }

    private Author signed(byte[] bundle, byte[] rawSha256, Author author) {
        Author signed = author.signature().isPresent() ? author : signatures.signed(author, bundle);
        if (signed.signature().isEmpty()
                && required.of(author.source())
                && Arrays.equals(Hash.sha256(bundle).bytes(), rawSha256)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Bundle.signature", "this member signs what it hands in");
        }
        return signed;
    }

    @Override
    public Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        required.refuseUnsigned(author.source());
        return next.change(asked, author, visibility, rule);
    }
}
