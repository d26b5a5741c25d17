package org.consentry.gateway.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;

class SeatsTests {
    private static final Recipient HOSPITAL = new Recipient.ToMember(new OrganizationId("hospital-a"));
    private static final Recipient ANNA = new Recipient.ToPatient("anna");
    private static final Recipient BOB = new Recipient.ToPatient("bob");

    private final Seats seats = new Seats(3, 2);

    @Test
    void refusesMoreStreamsThanTheProcessKeeps() {
        seats.take(HOSPITAL);
        seats.take(HOSPITAL);
        seats.take(ANNA);
        assertThat(refusal(HOSPITAL)).isEqualTo(ProblemKind.BUSY);
        assertThat(refusal(BOB)).isEqualTo(ProblemKind.BUSY);
    }

    @Test
    void refusesOnePatientsThirdStreamAndNobodyElses() {
        seats.take(ANNA);
        seats.take(ANNA);
        assertThat(refusal(ANNA)).isEqualTo(ProblemKind.TOO_MANY);
        assertThatCode(() -> seats.requireOne(BOB)).doesNotThrowAnyException();
    }

    @Test
    void givesBackWhatAStreamHeld() {
        seats.take(ANNA);
        seats.take(ANNA).leave();
        assertThatCode(() -> seats.requireOne(ANNA)).doesNotThrowAnyException();
    }

    private ProblemKind refusal(Recipient recipient) {
        return catchThrowableOfType(Problem.class, () -> seats.requireOne(recipient))
                .kind();
    }
}
