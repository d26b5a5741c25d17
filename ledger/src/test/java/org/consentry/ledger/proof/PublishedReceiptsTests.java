package org.consentry.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.consentry.ledger.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Receipts of a log that was made once, in files: what was proved to somebody must stay provable. The portal's verifier in
 * TypeScript reads the same files.
 */
class PublishedReceiptsTests {
    @Test
    void areRefusedByThoseWhoAskForMoreWitnesses() throws IOException {
        assertThat(judge("entry-0.tlog-proof", "all-of-three.policy"))
                .isEqualTo(new Verdict.Refused(Verdict.Reason.QUORUM_NOT_MET));
    }

    @Test
    void areRefusedByThoseWhoTrustAnotherLog() throws IOException {
        assertThat(judge("entry-0.tlog-proof", "another-log.policy"))
                .isEqualTo(new Verdict.Refused(Verdict.Reason.UNKNOWN_LOG));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 255, 256, 299})
    void areProved(int index) throws IOException {
        assertThat(judge("entry-" + index + ".tlog-proof", "one-of-two.policy"))
                .isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> assertThat(accepted.signatures())
                        .hasSize(3));
    }

    @Test
    void areFoundInAReport() throws IOException {
        byte[] report = bytes("report.txt");

        assertThat(ReceiptBundle.findIn(report).orElseThrow().receipts())
                .extracting(TlogProof::index)
                .containsExactly(0L, 1L, 128L, 255L, 256L, 299L);
        assertThat(ReceiptBundle.findIn(Arrays.copyOf(report, 20))).isEmpty();
        assertThatThrownBy(() -> ReceiptBundle.findIn(Arrays.copyOf(report, report.length - 1)))
                .isInstanceOf(Malformed.class);
    }

    private static Verdict judge(String receipt, String policy) throws IOException {
        TlogProof proof = TlogProof.parse(bytes(receipt));
        return new ReceiptVerifier(Policy.parse(bytes(policy)))
                .judge(
                        proof,
                        ReceiptExtra.parse(proof.extraBytes().orElseThrow())
                                .entry()
                                .digest());
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PublishedReceiptsTests.class.getResourceAsStream("/receipts/" + name))) {
            return in.readAllBytes();
        }
    }
}
