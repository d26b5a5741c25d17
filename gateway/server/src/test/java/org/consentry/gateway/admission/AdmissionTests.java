package org.consentry.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.consentry.gateway.admission.Admission.Admitted;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class AdmissionTests {
    private static final int MB = 1024 * 1024;

    private final Admission admission = new Admission(4 * MB, 2 * MB, Duration.ZERO);

    @Test
    void refusesTheByteThatIsTooMuchWhileAnotherIsBeyondTheBound() throws IOException {
        Admitted first = admission.open();
        Admitted second = admission.open();
        first.hold(3 * MB);
        second.hold(2 * MB);

        assertThat(refusal(() -> first.hold(2 * MB))).isEqualTo(ProblemKind.BUSY);
        assertThatCode(() -> second.hold(3 * MB)).doesNotThrowAnyException();

        first.close();
        second.close();
        assertThat(admission.open().counted(bytes(2 * MB)).readAllBytes()).hasSize(2 * MB);
    }

    @Test
    void bringsAllThatWaitForEachOthersBytesToTheirEnd() throws InterruptedException {
        Admission patient = new Admission(4 * MB, 2 * MB, Duration.ofMinutes(1));
        List<Admitted> bodies = List.of(patient.open(), patient.open(), patient.open());
        bodies.forEach(body -> body.hold(MB));
        List<Thread> senders = bodies.stream()
                .map(body -> Thread.ofVirtual().start(() -> {
                    for (int piece = 0; piece < 30; piece++) {
                        body.hold(100_000);
                    }
                    body.close();
                }))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThatCode(() -> patient.open().hold(4 * MB)).doesNotThrowAnyException();
    }

    @Test
    void refusesWorkThatNobodyMakesRoomForInTime() {
        Admitted first = admission.open();
        first.work(2 * MB);
        assertThat(refusal(() -> admission.open().work(MB))).isEqualTo(ProblemKind.BUSY);
        first.close();
        assertThatCode(() -> admission.open().work(MB)).doesNotThrowAnyException();
    }

    @Test
    void letsSmallBodiesPassWhenThereIsNoRoom() throws IOException {
        Admitted large = admission.open();
        large.hold(4 * MB);
        large.work(2 * MB);
        Admitted small = admission.open();
        assertThat(small.counted(bytes(Admission.SMALL)).readAllBytes()).hasSize(Admission.SMALL);
        assertThatCode(() -> small.work(Admission.SMALL)).doesNotThrowAnyException();
    }

    @Test
    void takesABodyThatIsLargerThanAllTheRoomAlone() throws IOException {
        Admitted large = admission.open();
        assertThat(large.counted(bytes(6 * MB)).readAllBytes()).hasSize(6 * MB);
        large.work(6 * MB);
        large.close();
        assertThatCode(() -> admission.open().work(2 * MB)).doesNotThrowAnyException();
    }

    @Test
    void wakesWhoWaitsWhenThereIsRoom() throws InterruptedException {
        Admission patient = new Admission(4 * MB, 2 * MB, Duration.ofMinutes(1));
        Admitted first = patient.open();
        first.work(2 * MB);
        CountDownLatch turn = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().start(() -> {
            patient.open().work(MB);
            turn.countDown();
        });
        first.done();
        waiting.join();
        assertThat(turn.getCount()).isZero();
    }

    @Test
    void keepsNothingOfABodyThatIsDone() throws IOException {
        Admitted line = admission.open();
        InputStream in = line.counted(bytes(12 * MB));
        for (int message = 0; message < 4; message++) {
            assertThat(in.readNBytes(3 * MB)).hasSize(3 * MB);
            line.work(2 * MB);
            line.done();
        }
        assertThatCode(() -> admission.open().work(2 * MB)).doesNotThrowAnyException();
    }

    @Test
    void refusesSettingsWithoutRoom() {
        assertThatThrownBy(() -> new AdmissionSettings(
                        Optional.of(DataSize.ofKilobytes(1)), Optional.empty(), Duration.ofSeconds(1)))
                .hasMessageContaining("gateway.admission.held");
        assertThatThrownBy(() -> new AdmissionSettings(Optional.empty(), Optional.empty(), Duration.ofHours(1)))
                .hasMessageContaining("gateway.admission.patience");
    }

    private static InputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static ProblemKind refusal(Attempt attempt) {
        return catchThrowableOfType(Problem.class, attempt::run).kind();
    }
}
