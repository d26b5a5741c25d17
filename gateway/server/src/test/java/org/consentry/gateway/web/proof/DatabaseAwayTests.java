package org.consentry.gateway.web.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.consentry.gateway.proof.ProofFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAwayTests {
    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "tile/0/000", "proof?index=0", "entries", "entries?from=0", "checkpoints"})
    void isTheServersFaultAndPasses(String path) {
        ProofFixture proofs = new ProofFixture();
        try (LedgerServer server = new LedgerServer(proofs)) {
            proofs.close();

            HttpResponse<byte[]> answer = server.get("/ledger/" + path, "auditor");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        }
    }
}
