package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTests {
    @TempDir
    Path folder = Path.of("");

    private String jwk = "";
    private String secret = "";

    @BeforeEach
    void makeKey() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).generate();
        jwk = key.toJSONString();
        secret = key.getD().toString();
    }

    private Path connection(String more) throws Exception {
        return Files.writeString(folder.resolve("connection.json"), """
                {"gateway":"http://localhost:8080/","tokenEndpoint":"http://localhost:8180/token",
                "clientId":"ehr-hospital-b","organization":"hospital-b"%s}""".formatted(more));
    }

    @Test
    void refusesAPublicKeyAndNeverQuotesAPrivateOne() throws Exception {
        String open = ECKey.parse(jwk).toPublicJWK().toJSONString();
        Path file = connection(",\"alg\":\"ES384\",\"jwk\":" + open);

        assertThatThrownBy(() -> Connection.read(file)).hasMessageContaining("private");
        assertThat(Connection.read(connection(",\"alg\":\"ES384\",\"jwk\":" + jwk))
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void refusesWhatIsMissingByName() throws Exception {
        Path file = connection(",\"jwk\":" + jwk);

        assertThatThrownBy(() -> Connection.read(file))
                .isInstanceOf(Connection.BadConnection.class)
                .hasMessage("alg is missing");
    }

    @Test
    void refusesWeakAlgorithms() throws Exception {
        Path file = connection(",\"alg\":\"HS256\",\"jwk\":" + jwk);

        assertThatThrownBy(() -> Connection.read(file)).hasMessageContaining("RS384 or ES384");
    }

    @Test
    void readsTheKeyFromAFileOfItsOwn() throws Exception {
        Files.writeString(folder.resolve("key.json"), jwk);

        Connection connection = Connection.read(connection(",\"alg\":\"ES384\",\"jwkFile\":\"key.json\""));

        assertThat(connection.key().isPrivate()).isTrue();
        assertThat(connection.gateway()).hasToString("http://localhost:8080");
    }

    @Test
    void readsAClientOfALocalStack() throws Exception {
        Path file = Files.writeString(folder.resolve("local-stack.json"), """
                {"gateway":"http://localhost:8080","tokenEndpoint":"http://localhost:8180/token","clients":
                {"hospital-b":{"clientId":"ehr-hospital-b","alg":"ES384","scope":"system/*.rs","jwk":%s}}}""".formatted(jwk));

        Connection connection = Connection.ofLocalStack(file, "hospital-b");

        assertThat(connection.organization()).isEqualTo("hospital-b");
        assertThat(connection.scope()).isEqualTo("system/*.rs");
        assertThatThrownBy(() -> Connection.ofLocalStack(file, "nobody")).hasMessageContaining("no client");
    }
}
