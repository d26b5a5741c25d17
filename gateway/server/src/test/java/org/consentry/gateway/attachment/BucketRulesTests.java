package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.minio.MinioClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store is told, by what it hears. */
class BucketRulesTests {
    private static final String OPEN = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Principal\":{\"AWS\":[\"*\"]},\"Action\":[\"s3:GetObject\"],\"Resource\":[\"arn:aws:s3:::records/*\"]}]}";

    private static final String NO_RULES =
            "<Error><Code>NoSuchLifecycleConfiguration</Code><Message>none</Message></Error>";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer store;
    private String policy = "";
    private String rules = "";
    private boolean knowsRules = true;

    BucketRulesTests() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        store.createContext("/", this::answer);
        store.start();
    }

    @AfterEach
    void stop() {
        store.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        boolean read = exchange.getRequestMethod().equals("GET");
        boolean aboutRules = exchange.getRequestURI().getQuery().startsWith("lifecycle");
        boolean noRules = read && aboutRules && rules.isEmpty();
        String text = aboutRules ? noRules ? NO_RULES : rules : policy;
        byte[] bytes = (read ? text : "").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(!knowsRules ? 501 : noRules ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void lay() {
        MinioClient client = MinioClient.builder()
                .endpoint("http://127.0.0.1:" + store.getAddress().getPort())
                .region("us-east-1")
                .credentials("key", "a secret of the test")
                .build();
        new BucketRules(client, "records").lay();
    }

    @Test
    void closesABucketThatIsOpenToAnybody() {
        policy = OPEN;

        lay();

        assertThat(heard).anyMatch(each -> each.startsWith("DELETE /records?policy"));
    }

    @Test
    void leavesAPolicyAloneThatOnlyDenies() {
        policy = OPEN.replace("Allow", "Deny");

        lay();

        assertThat(heard).noneMatch(each -> each.startsWith("DELETE"));
    }

    @Test
    void tellsTheStoreToExpireWhatIsStagedOrUnfinishedAndNothingElse() {
        lay();

        assertThat(heard)
                .filteredOn(each -> each.startsWith("PUT /records?lifecycle"))
                .singleElement()
                .asString()
                .contains("<Prefix>staging/</Prefix>", "<Days>8</Days>", "<DaysAfterInitiation>2</DaysAfterInitiation>")
                .doesNotContain("sealed/");
    }

    @Test
    void leavesTheRulesAloneThatAnOperatorMade() {
        rules =
                "<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter>"
                        + "<Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>";

        lay();

        assertThat(heard).noneMatch(each -> each.startsWith("PUT"));
    }

    @Test
    void saysItsOwnRulesAgain() {
        lay();
        rules = heard.stream()
                .filter(each -> each.startsWith("PUT /records?lifecycle"))
                .map(each -> each.substring(each.indexOf('<')))
                .findFirst()
                .orElseThrow();
        heard.clear();

        lay();

        assertThat(heard).anyMatch(each -> each.startsWith("PUT /records?lifecycle"));
    }

    @Test
    void doesNotMindAStoreWithoutRules() {
        knowsRules = false;

        lay();

        assertThat(heard).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{\"Statement\":7}", "{\"Statement\":[{\"Effect\":\"Allow\"}]}"})
    void readsNothingIntoAPolicyThatIsNone(String text) {
        assertThat(BucketRules.letsAnybodyIn(text)).isFalse();
    }
}
